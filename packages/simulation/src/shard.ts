import { hearRejections } from "./kernel/rejections.ts";
import { play } from "./schedules/play.ts";
import { pairs, singles } from "./schedules/singles.ts";
import { playSeed, type Seed, seedOf, shortened } from "./schedules/seeds.ts";

/** What one process of several is to play: of the whole list every `of`th from its own place on. */
export interface ShardTask {
  readonly mode: "singles" | "pairs" | "seeds";
  /** From here (inclusive) to there (exclusive) of the list. */
  readonly from: number;
  readonly to: number;
  /** Only what is at multiples of this. */
  readonly every: number;
  readonly own: number;
  readonly of: number;
  /** Ends at the first failure. */
  readonly untilFound: boolean;
}

/** What it tells: how many more are done, and each that failed. */
export interface ShardNews {
  readonly done: number;
  readonly failure: { readonly at: number; readonly seed: Seed; readonly wrong: readonly string[] } | null;
}

/** News are told so many at a time. */
const BATCH = 20;

const task = JSON.parse(process.argv[2] ?? "") as ShardTask;
const strayed: string[] = [];
hearRejections((error) => strayed.push(`nobody caught ${error instanceof Error ? error.message : String(error)}`));
const tell = (news: ShardNews): Promise<void> => new Promise((resolve) => process.send?.(news, undefined, undefined, () => resolve()));

const isOwn = (at: number): boolean => at % task.every === 0 && (at / task.every) % task.of === task.own;

function* schedules(): Generator<{ at: number; seed: Seed }> {
  if (task.mode === "seeds") {
    for (let at = task.from; at < task.to; at += 1) if (isOwn(at)) yield { at, seed: seedOf(at) };
    return;
  }
  let at = 0;
  for (const schedule of task.mode === "singles" ? singles() : pairs()) {
    if (at >= task.to) return;
    if (at >= task.from && isOwn(at)) yield { at, seed: { kind: "story", schedule } };
    at += 1;
  }
}

async function playOne(seed: Seed): Promise<readonly string[]> {
  const { wrong, missed } = await (seed.kind === "story" && task.mode !== "seeds" ? play(seed.schedule) : playSeed(seed));
  const never = task.mode === "singles" ? missed.map(({ step, moment, fault }) => `the moment never came: ${step}, ${moment}, ${fault}`) : [];
  return [...wrong, ...never, ...strayed.splice(0)];
}

let done = 0;
for (const { at, seed } of schedules()) {
  const wrong = await playOne(seed);
  done += 1;
  if (wrong.length > 0) await tell({ done, failure: { at, seed: task.untilFound ? seed : await shortened(seed), wrong } });
  else if (done >= BATCH) await tell({ done, failure: null });
  if (wrong.length > 0 || done >= BATCH) done = 0;
  if (wrong.length > 0 && task.untilFound) break;
}
await tell({ done, failure: null });
process.exit(0);
