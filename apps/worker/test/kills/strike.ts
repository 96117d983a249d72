import { readFileSync } from "node:fs";
import type { Run } from "@nexus/db/client";
import { eventually } from "@nexus/testing/eventually";
import type { Program } from "../world/process.ts";
import { beginRun, siteOf } from "./begin-run.ts";
import type { Hold } from "./hold.ts";
import { endsOf } from "./oracle.ts";
import { type BenchHold, holdAt, PATIENCE, patienceAt } from "./place-hold.ts";
import type { Kill } from "./places.ts";
import { judgeLink } from "./secrets.ts";
import type { Stage } from "./stage.ts";

/** What came of one run that was at its moment when a process was killed. */
export interface Outcome extends Kill {
  readonly end: string;
  /** From the kill to the take-over of the run by another worker; null when no worker was killed. */
  readonly takenOverMs: number | null;
  /** What is not as it should be. */
  readonly problems: readonly string[];
}

/** On a machine that is busy with other things; on an idle one it takes a second or two. */
const REACHED_MS = 120_000;
const ENDED_MS = 180_000;
/** The limit that the product promises. */
const TAKEN_OVER_MS = 15_000;

interface HeldRun {
  readonly kill: Kill;
  readonly subdomain: string;
  readonly hold: Hold;
}

/**
 * Brings a run to each place, holds all of them there, kills the victim once, and follows the runs to their ends.
 * Of `runner` and `command` each run has its own, and all are killed.
 *
 * @param worker that works on the runs; the one that is returned has to work on the next ones.
 */
export async function strike(stage: Stage, worker: Program, kills: readonly Kill[]): Promise<{ outcomes: Outcome[]; worker: Program }> {
  const subdomains = await stage.workspaces.take(kills.map(({ kind }) => kind));
  const held: HeldRun[] = [];
  for (const [at, kill] of kills.entries()) {
    const subdomain = subdomains[at] ?? "";
    const hold = await holdAt(stage, subdomain, kill);
    if (kill.direction === "undo") stage.world.arm({ fault: "disk_full", op: "seedSettings", site: siteOf(subdomain), atPercent: 0 });
    held.push({ kill, subdomain, hold });
  }
  for (const patience of PATIENCE) await bringThere(stage, held.filter(({ kill }) => patienceAt(kill) === patience));
  const killed = held.some(({ kill }) => kill.victim === "worker") ? await killWorker(stage, worker, held) : await killOthers(stage, worker, held);
  const ends = await endsOf(stage.world, held.map(({ kill: { kind }, subdomain }) => ({ kind, subdomain })), ENDED_MS);
  const outcomes = await Promise.all(held.map((run) => judge(stage, run, ends.get(run.subdomain), killed.takenOverFrom)));
  return { outcomes, worker: killed.worker };
}

async function bringThere({ world }: Stage, runs: readonly HeldRun[]): Promise<void> {
  await Promise.all(runs.map(({ kill: { kind }, subdomain }) => beginRun(world, kind, subdomain)));
  await Promise.all(runs.map(({ hold, kill, subdomain }) => eventually(async () => {
    if (!(await hold.reached())) throw new Error(`${subdomain} did not come to “${kill.moment}” of ${kill.step} (${kill.kind}, ${kill.direction}).`);
  }, { timeoutMs: REACHED_MS, intervalMs: 50 })));
}

interface Killed {
  readonly worker: Program;
  /** When the runs' worker died. */
  readonly takenOverFrom: Date | null;
}

async function killWorker(stage: Stage, worker: Program, held: readonly HeldRun[]): Promise<Killed> {
  const survivor = await stage.startWorker();
  const takenOverFrom = new Date();
  await worker.kill();
  await Promise.all(held.map(({ hold }) => hold.release("lost")));
  return { worker: survivor, takenOverFrom };
}

async function killOthers(stage: Stage, worker: Program, held: readonly HeldRun[]): Promise<Killed> {
  if (held.some(({ kill }) => kill.victim === "agent")) {
    await stage.world.agent().kill();
    await stage.startAgent();
  }
  for (const { kill, hold } of held) {
    const pid = "pid" in hold ? (hold as BenchHold).pid() : null;
    if (kill.victim !== "agent" && pid === null) throw new Error(`No process of the bench is held at ${kill.step}.`);
    if (kill.victim !== "agent" && pid !== null) process.kill(kill.victim === "runner" ? runnerOf(pid) : pid, "SIGKILL");
    await hold.release(kill.moment === "accepted, answer lost" ? "lost" : "goes on");
  }
  return { worker, takenOverFrom: null };
}

/** The agent's runner above a process of the bench. */
function runnerOf(pid: number): number {
  for (let at = pid; at > 1; at = parentOf(at)) {
    if (readFileSync(`/proc/${at}/cmdline`, "utf8").includes("runner/main.ts")) return at;
  }
  throw new Error(`Process ${pid} has no runner above it.`);
}

function parentOf(pid: number): number {
  // The name, which may hold anything, ends with the last parenthesis; state and parent follow.
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

async function judge(stage: Stage, { kill, subdomain }: HeldRun, run: Run | undefined, takenOverFrom: Date | null): Promise<Outcome> {
  if (run === undefined) return { ...kill, end: "lost", takenOverMs: null, problems: ["it was lost"] };
  const { state: end } = run;
  const wanted = kill.direction === "undo" ? "rolled_back" : "succeeded";
  const problems = end === wanted ? [] : [`it ended as ${end} instead of ${wanted}`];
  if (kill.kind === "sign_in" && end === wanted) problems.push(...await judgeLink(stage.world, run, siteOf(subdomain)));
  problems.push(...await stage.judge.workspace(subdomain));
  const takenOverMs = takenOverFrom === null ? null : await takeOverOf(stage, run, takenOverFrom);
  if (takenOverFrom !== null && takenOverMs === null) problems.push("nobody took it over");
  if (takenOverMs !== null && takenOverMs > TAKEN_OVER_MS) problems.push(`it was taken over only after ${takenOverMs} ms`);
  // What is wrong with a workspace once would be told of every run that it has later.
  if (problems.length === 0) stage.workspaces.giveBack(subdomain);
  return { ...kill, end, takenOverMs, problems };
}

async function takeOverOf({ world }: Stage, { id }: Run, from: Date): Promise<number | null> {
  const taken = await world.prisma.auditEvent.findFirst({ where: { action: "run.taken_over", runId: id, at: { gte: from } }, orderBy: { id: "asc" } });
  return taken === null ? null : taken.at.getTime() - from.getTime();
}
