import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { RouterOutputs } from "../../src/router.ts";
import { type World, failure } from "../world.ts";
import { type Verified, networks, verifiedSignups } from "./verified-signups.ts";

export interface BurstPlan {
  /** Networks with one signup each. */
  readonly sources: number;
  /** Signups of one more network, by as many accounts; they come first. */
  readonly crowd: number;
  /** Over how many milliseconds the calls of the others are spread; 0: all at once. */
  readonly spreadMs: number;
}

/** One call of `provisioning.start`: the run, or the code of its refusal. */
export interface Answer extends Verified {
  readonly runId: string | null;
  readonly refusal: string | null;
  readonly latencyMs: number;
  readonly isCrowd: boolean;
}

export interface BurstResult {
  readonly answers: readonly Answer[];
  /** Runs that were accepted and are not all there: row, queue entry, audit event. */
  readonly lost: number;
  /** From the first call to the last answer. */
  readonly totalMs: number;
  /** Run ids in the order in which workers take them. */
  readonly order: readonly string[];
}

/** Many who proved their addresses start their builds at once, beside a crowd from one network that was a moment earlier. */
export async function burst(world: World, { sources, crowd, spreadMs }: BurstPlan): Promise<BurstResult> {
  const early = await verifiedSignups(world, Array<string>(crowd).fill("203.0.113.9"));
  const others = await verifiedSignups(world, networks(sources));
  const startedAt = performance.now();
  const crowdAnswers = await Promise.all(early.map((one) => start(one, true)));
  const beganAt = performance.now();
  const otherAnswers = await Promise.all(others.map(async (one, n) => {
    if (spreadMs > 0) await delay((n * spreadMs) / sources);
    return start(one, false);
  }));
  const totalMs = performance.now() - (crowd > 0 ? startedAt : beganAt);
  const answers = [...crowdAnswers, ...otherAnswers];
  return { answers, totalMs, ...(await inspect(world, answers)) };
}

async function start(one: Verified, isCrowd: boolean): Promise<Answer> {
  const calledAt = performance.now();
  const call = one.browser.api.provisioning.start({ signupId: one.signupId, idempotencyKey: randomUUID() });
  const answer = await call.then((run: RouterOutputs["provisioning"]["start"]) => ({ runId: run.runId, refusal: null }), async () => ({ runId: null, refusal: (await failure(call)).code }));
  return { ...one, ...answer, isCrowd, latencyMs: performance.now() - calledAt };
}

async function inspect({ prisma }: World, answers: readonly Answer[]): Promise<Pick<BurstResult, "lost" | "order">> {
  const accepted = answers.flatMap(({ runId }) => (runId === null ? [] : [runId]));
  const whole = await prisma.$queryRaw<{ id: string }[]>`
    select run.id from runs run
    join dbos.workflow_status workflow on workflow.workflow_uuid = 'run:' || run.id || ':1' and workflow.status = 'ENQUEUED'
    where run.state = 'queued' and run.id = any (${accepted}::uuid[])
      and exists (select from audit_events event where event.run_id = run.id and event.action = 'run.queued')
    order by workflow.priority, workflow.created_at`;
  return { lost: accepted.length - whole.length, order: whole.map(({ id }) => id) };
}

/** How evenly the first places are shared between the sources: 1 where each has as many as any other (Jain's index). */
export function fairness({ answers }: BurstResult, order: readonly string[]): number {
  const sourceOf = new Map(answers.map(({ runId, browser }) => [runId, browser.ip]));
  const shares = new Map([...new Set(sourceOf.values())].map((source) => [source, 0]));
  for (const runId of order.slice(0, shares.size)) {
    const source = sourceOf.get(runId) ?? "";
    shares.set(source, (shares.get(source) ?? 0) + 1);
  }
  const all = [...shares.values()];
  const sum = all.reduce((total, share) => total + share, 0);
  return sum ** 2 / (all.length * all.reduce((total, share) => total + share ** 2, 0));
}
