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
}

/** Plays a list of schedules, with a progress bar. @returns whether all of them ended well. */
export async function runSchedules({ mode, from, to }: Wanted): Promise<boolean> {
  const commit = spawnSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).stdout.trim();
  const end = mode === "seeds" ? to : Math.min(to, count(mode));
  const begin = from ?? (mode === "pairs" ? remembered(commit) : 0);
  const failures: NonNullable<ShardNews["failure"]>[] = [];
  const bar = progressBar(`${mode}`, end - begin);
  const onNews = ({ done, failure }: ShardNews): void => {
    bar.add(done);
    if (failure === null) return;
    failures.push(failure);
    if (failures.length <= FAILURES_SHOWN) bar.say(`FAILED ${mode} ${failure.at} at commit ${commit}\n  npm run sim -- --replay '${seedPrinted(failure.seed)}'\n${failure.wrong.slice(0, 6).map((words) => `  - ${words}`).join("\n")}`);
  };
  for (let at = begin; at < end; at = Math.min(end, at + slice(mode, end - begin))) {
    await playInShards({ task: { mode, from: at, to: Math.min(end, at + slice(mode, end - begin)), untilFound: false }, onNews });
    if (mode === "pairs") remember(commit, Math.min(end, at + SLICE));
  }
  bar.end();
  const played = end - begin;
  console.log(`\n${played - failures.length} of ${played} ${mode} ended as they should (${begin} to ${end - 1}) in ${Math.round(bar.seconds())} s; ${failures.length} did not.`);
  return failures.length === 0 && played > 0;
}

function slice(mode: ShardTask["mode"], all: number): number {
  return mode === "pairs" ? SLICE : all;
}

function count(mode: "singles" | "pairs"): number {
  let found = 0;
  for (const _ of mode === "singles" ? singles() : pairs()) found += 1;
  return found;
}

function remembered(commit: string): number {
  try {
    const known = JSON.parse(readFileSync(`${STATE}pairs.json`, "utf8")) as { commit: string; next: number };
    return known.commit === commit ? known.next : 0;
  } catch {
    return 0;
  }
}

function remember(commit: string, next: number): void {
  mkdirSync(STATE, { recursive: true });
  writeFileSync(`${STATE}pairs.json`, JSON.stringify({ commit, next }));
}
