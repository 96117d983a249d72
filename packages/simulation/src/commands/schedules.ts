import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { progressBar } from "../progress-bar.ts";
import type { ShardNews, ShardTask } from "../shard.ts";
import { playInShards } from "../shards.ts";
import { pairs, singles } from "../schedules/singles.ts";
import { seedPrinted } from "./replay.ts";

const STATE = fileURLToPath(new URL("../../../../.nexus/simulation/", import.meta.url));
/** Pairs are played in slices, each of which is remembered when it is over. */
const SLICE = 2_000;
const FAILURES_SHOWN = 10;

export interface Wanted {
  readonly mode: ShardTask["mode"];
  /** null: where an interrupted run of the same commit was; the beginning where there was none. */
  readonly from: number | null;
  readonly to: number;
  /** Of the list, every so many-eth. */
  readonly every: number;
}

/** Plays a list of schedules, with a progress bar. @returns whether all of them ended well. */
export async function runSchedules({ mode, from, to, every }: Wanted): Promise<boolean> {
  const commit = spawnSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).stdout.trim();
  const end = mode === "seeds" ? to : Math.min(to, count(mode));
  // Only the whole list of pairs is so long that it is worth going on with.
  const isResumed = mode === "pairs" && from === null && every === 1;
  const earlier = isResumed ? remembered(commit) : NOTHING_PLAYED;
  const begin = isResumed ? earlier.next : from ?? 0;
  const failed = [...earlier.failed];
  const bar = progressBar(mode, played(begin, end, every));
  const onNews = ({ done, failure }: ShardNews): void => {
    bar.add(done);
    if (failure === null) return;
    failed.push(failure.at);
    if (failed.length <= FAILURES_SHOWN) bar.say(`FAILED ${mode} ${failure.at} at commit ${commit}\n  npm run sim -- --replay '${seedPrinted(failure.seed)}'\n${failure.wrong.slice(0, 6).map((words) => `  - ${words}`).join("\n")}`);
  };
  const slice = isResumed ? SLICE : end - begin;
  for (let at = begin; at < end; at += slice) {
    const next = Math.min(end, at + slice);
    await playInShards({ task: { mode, from: at, to: next, every, untilFound: false }, onNews });
    if (isResumed) remember({ commit, next, failed });
  }
  bar.end();
  if (earlier.failed.length > 0) console.log(`${mode} ${earlier.failed.join(", ")} did not end well before this was interrupted`);
  const all = played(isResumed ? 0 : begin, end, every);
  console.log(`\n${all - failed.length} of ${all} ${mode} ended as they should (${isResumed ? 0 : begin} to ${end - 1}${every === 1 ? "" : `, every ${every}th`}) in ${Math.round(bar.seconds())} s; ${failed.length} did not.`);
  return failed.length === 0 && all > 0;
}

/** How many multiples of `every` there are from `begin` to before `end`. */
function played(begin: number, end: number, every: number): number {
  return Math.max(0, Math.ceil(end / every) - Math.ceil(begin / every));
}

function count(mode: "singles" | "pairs"): number {
  let found = 0;
  for (const _ of mode === "singles" ? singles() : pairs()) found += 1;
  return found;
}

/** How far an interrupted run came, and what did not end well until then. */
interface Played {
  readonly commit: string;
  readonly next: number;
  readonly failed: readonly number[];
}

const NOTHING_PLAYED: Played = { commit: "", next: 0, failed: [] };

function remembered(commit: string): Played {
  try {
    const known = JSON.parse(readFileSync(`${STATE}pairs.json`, "utf8")) as Played;
    return known.commit === commit ? known : NOTHING_PLAYED;
  } catch {
    return NOTHING_PLAYED;
  }
}

function remember(played: Played): void {
  mkdirSync(STATE, { recursive: true });
  writeFileSync(`${STATE}pairs.json`, JSON.stringify(played));
}
