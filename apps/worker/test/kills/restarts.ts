import { randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Run } from "@nexus/db/client";
import { eventually } from "@nexus/testing/eventually";
import { freePort } from "@nexus/testing/free-port";
import { startMailServer } from "../world/mail-server.ts";
import { createOwnPostgres, type OwnPostgres } from "../world/own-postgres.ts";
import { acceptWorkspace } from "../world/runs.ts";
import { createWorld, ROOT_PASSWORD, type World } from "../world/world.ts";
import { createForeignSite } from "./foreign-site.ts";
import { endsOf, type Judge, judgeOf } from "./oracle.ts";
import type { Progress, ProgressLine } from "./progress.ts";

export interface RestartsResult {
  readonly ends: readonly string[];
  readonly restarts: Restarts;
  /** From the acceptance of a run to its end, for each, and the whole time, in milliseconds. */
  readonly durations: readonly number[];
  readonly totalMs: number;
  readonly problems: readonly string[];
}

export interface Restarts {
  stopped: number;
  killed: number;
}

const LEAST_PAUSE_MS = 5_000;
const MOST_PAUSE_MS = 10_000;
const WORKERS = 2;
/** Runs are accepted all the time: no more than so many wait or are worked on. */
const UNFINISHED = 60;
/** A run may have to wait for its turn, for a restart, and for a machine that is busy with other things. */
const PATIENCE_MS = 30 * 60_000;

/** Has so many workspaces built by two workers while the database is stopped, or killed, every five to ten seconds. */
export async function playRestarts(count: number, progress: Progress): Promise<RestartsResult> {
  const postgres = await createOwnPostgres();
  const port = await freePort();
  const mail = await startMailServer(port);
  const world = await createWorld({ database: postgres, smtpUrl: `smtp://127.0.0.1:${port}` });
  const judge = judgeOf({ world, mail, foreign: await createForeignSite(world.bench, ROOT_PASSWORD) });
  try {
    await Promise.all(Array.from({ length: WORKERS }, () => world.startWorker()));
    const begun = performance.now();
    const restarting = keepRestarting(postgres);
    const subdomains = Array.from({ length: count }, (_, at) => `restart-${at + 1}`);
    const runs = await buildAll(world, subdomains, progress.of("runs", count)).finally(restarting.end);
    const restarts = await restarting.ended;
    const ends = await endsOf(world, subdomains.map((subdomain) => ({ subdomain, kind: "provision" })), PATIENCE_MS);
    return {
      ends: [...ends.values()].map(({ state }) => state), restarts, totalMs: performance.now() - begun,
      durations: runs.map(({ createdAt, finishedAt }) => (finishedAt?.getTime() ?? Infinity) - createdAt.getTime()),
      problems: await problemsOf(judge, subdomains),
    };
  } finally {
    await world.end();
    await mail.close();
  }
}

/** Stops and kills the server in turn until told to end; it runs then. */
function keepRestarting(postgres: OwnPostgres): { end: () => void; ended: Promise<Restarts> } {
  const over = new AbortController();
  const restarts: Restarts = { stopped: 0, killed: 0 };
  const work = async (): Promise<Restarts> => {
    for (;;) {
      await delay(randomInt(LEAST_PAUSE_MS, MOST_PAUSE_MS + 1), undefined, { signal: over.signal }).catch(() => undefined);
      if (over.signal.aborted) return restarts;
      if (restarts.killed < restarts.stopped) {
        postgres.crash();
        restarts.killed += 1;
      } else {
        await postgres.stop();
        restarts.stopped += 1;
      }
      await postgres.start();
    }
  };
  return { end: () => over.abort(), ended: work() };
}

/** Accepts all workspaces, some at a time, and waits for the ends of their builds. */
async function buildAll(world: World, subdomains: readonly string[], bar: ProgressLine): Promise<Run[]> {
  const waiting = [...subdomains];
  const finished: Run[] = [];
  await Promise.all(Array.from({ length: UNFINISHED }, async () => {
    for (let subdomain = waiting.shift(); subdomain !== undefined; subdomain = waiting.shift()) {
      finished.push(await build(world, subdomain));
      bar.add(1);
    }
  }));
  bar.end();
  return finished;
}

async function build(world: World, subdomain: string): Promise<Run> {
  // A commit whose answer was lost has accepted it all the same.
  await eventually(async () => {
    if ((await world.prisma.tenant.findFirst({ where: { subdomain } })) === null) await acceptWorkspace(world, { subdomain });
  }, { timeoutMs: PATIENCE_MS, intervalMs: 500 });
  return eventually(
    () => world.prisma.run.findFirstOrThrow({ where: { kind: "provision", tenant: { subdomain }, finishedAt: { not: null } } }),
    { timeoutMs: PATIENCE_MS, intervalMs: 1_000 },
  );
}

async function problemsOf(judge: Judge, subdomains: readonly string[]): Promise<string[]> {
  const problems = await judge.bench();
  for (const subdomain of subdomains) problems.push(...(await judge.workspace(subdomain)).map((problem) => `${subdomain}: ${problem}`));
  return problems;
}
