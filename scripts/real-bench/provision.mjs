import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Failure } from "../launcher/failure.mjs";
import { STATE } from "../launcher/paths.mjs";
import { createProgress } from "../launcher/progress.mjs";
import { generateClient, installDependencies } from "../launcher/set-up.mjs";
import { givenSettings } from "../launcher/settings/load.mjs";
import { appsOf, benchOf } from "../testing/real-bench.mjs";
import { manyAtOnce } from "./at-once.mjs";
import { withInstallation } from "./installation.mjs";
import { askWhile } from "./latency.mjs";
import { idleMemory } from "./idle-memory.mjs";
import { inTurn } from "./in-turn.mjs";
import { report } from "./provision-report.mjs";

const OPTIONS = {
  repetitions: { type: "string", default: "3" },
  "at-once": { type: "string", default: "10" },
  // The agent's own default; the raw commands get the same, as being polite is no overhead.
  nice: { type: "string", default: "5" },
};
/** How long the idle system is asked for its health. */
const IDLE_MS = 20_000;

/** Measures with the settings of `npm start` and prints the table. @returns the exit code: 1 when a target is missed. */
export async function provisionOnBench(args) {
  try {
    const { values } = parseArgs({ args, options: OPTIONS });
    const bench = benchOf(givenSettings());
    const { say, ...progress } = createProgress(console.error);
    await installDependencies({ say, ...progress });
    await generateClient({ say, ...progress });
    say(`Bench ${bench.path} (${appsOf(bench.path)}); new sites get ${["frappe", ...bench.apps].join(", ")}`);
    const settings = { AGENT_COMMAND_NICE: values.nice };
    const measured = await withInstallation({ bench, folder: join(STATE, "measuring"), settings, say }, (installation) =>
      measure({ bench, installation, say, nice: Number(values.nice), signal: installation.signal }, { repetitions: Number(values.repetitions), count: Number(values["at-once"]) }));
    const { text, missed } = report({ ...measured, nice: values.nice }, bench);
    console.log(text);
    return missed ? 1 : 0;
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error.stack);
    return 1;
  }
}

async function measure(parts, { repetitions, count }) {
  const { installation, say, signal } = parts;
  const turns = await inTurn(parts, repetitions);
  const many = await manyAtOnce(parts, count);
  say("Letting everything come to rest");
  await delay(IDLE_MS / 2, undefined, { signal });
  const memory = idleMemory(parts);
  const idle = await healthOf(installation, () => delay(IDLE_MS, undefined, { signal }));
  return { turns, many, memory, idle };
}

/** Latency of agent and web while `work` lasts, and of a server that does nothing. */
export async function healthOf({ agent, web }, work) {
  const { asked, result } = await askWhile({ agent: agent.health, web: web.health }, work);
  return { ...asked, result };
}
