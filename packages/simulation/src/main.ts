import { parseArgs } from "node:util";
import { replay } from "./commands/replay.ts";
import { runPlanted } from "./commands/planted.ts";
import { runSchedules } from "./commands/schedules.ts";

const HELP = `npm run sim                      every single fault at every moment
npm run sim -- --pairs           every two faults of a story; goes on where it was interrupted (--from 0 begins anew)
npm run sim -- --pairs --every N every Nth of them
npm run sim -- --seeds N         N random seeds, from --from (1 when left out) on
npm run sim -- --planted         whether each planted bug is found within 10,000 seeds (--seeds N: within N; --only NAME: one of them)
npm run sim -- --replay 'TEXT'   plays what a failure printed again; --verbose tells what worker and agent log`;

const { values } = parseArgs({
  options: {
    pairs: { type: "boolean" }, seeds: { type: "string" }, from: { type: "string" }, every: { type: "string" }, to: { type: "string" }, planted: { type: "boolean" }, only: { type: "string" },
    replay: { type: "string" }, verbose: { type: "boolean" }, help: { type: "boolean" },
  },
});

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  const number = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`--${name} is a whole number, not “${String(text)}”.`);
  return number;
}

async function main(): Promise<boolean> {
  if (values.help === true) {
    console.log(HELP);
    return true;
  }
  if (values.replay !== undefined) return replay(values.replay, values.verbose === true);
  if (values.planted === true) return runPlanted(values.only, values.seeds === undefined ? undefined : wholeNumber("seeds", values.seeds, 0));
  if (values.seeds !== undefined) {
    const from = wholeNumber("from", values.from, 1);
    return runSchedules({ mode: "seeds", from, to: from + wholeNumber("seeds", values.seeds, 0), every: 1 });
  }
  const mode = values.pairs === true ? "pairs" : "singles";
  const every = Math.max(1, wholeNumber("every", values.every, 1));
  return runSchedules({ mode, from: values.from === undefined ? null : wholeNumber("from", values.from, 0), to: wholeNumber("to", values.to, Number.MAX_SAFE_INTEGER), every });
}

process.exitCode = await main().then((isGood) => (isGood ? 0 : 1), (error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});
