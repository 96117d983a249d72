import type { Drift, PrismaClient, Run, Tenant } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { MENDED_KINDS, type MendedKind } from "@nexus/domain/states/drift";
import { type NewRun, enqueueRun } from "@nexus/provisioning/runs/enqueue";

/** Most runs that one look starts; the next ones wait for the next look. */
const AT_ONCE = 20;
/** Seconds after which what did not help is tried again. */
const AGAIN_AFTER = 10 * 60;

const RUNS: Readonly<Record<MendedKind, (drift: Drift) => Pick<NewRun, "kind" | "input">>> = {
  leftover: ({ subject }) => ({ kind: "remove_leftovers", input: { apps: [], dbName: subject } }),
  left_open: () => ({ kind: "suspend", input: { apps: [] } }),
  left_closed: () => ({ kind: "resume", input: { apps: [] } }),
};

/**
 * Starts a run for each open drift that the system can end. A run is fenced, journalled and audited like any
 * other, and finds nothing to do when it comes too late.
 *
 * @returns references of the runs.
 */
export async function mendDrift(prisma: PrismaClient, bench: string, actor: Actor): Promise<string[]> {
  const due = await prisma.$queryRaw<{ id: string }[]>`
    select id from drifts where bench = ${bench} and state = 'open' and kind = any(${[...MENDED_KINDS]})
      and (mended_at is null or mended_at <= clock_timestamp() - make_interval(secs => ${AGAIN_AFTER}))
    order by opened_at limit ${AT_ONCE}`;
  const references: string[] = [];
  for (const { id } of due) {
    const run = await mendOne(prisma, actor, id);
    if (run !== null) references.push(run.reference);
  }
  return references;
}

function mendOne(prisma: PrismaClient, actor: Actor, id: string): Promise<Run | null> {
  return prisma.$transaction(async (tx) => {
    const claimed = await tx.$executeRaw`
      update drifts set mended_at = clock_timestamp() where id = ${id}::uuid and state = 'open'
        and (mended_at is null or mended_at <= clock_timestamp() - make_interval(secs => ${AGAIN_AFTER}))`;
    if (claimed === 0) return null;
    const drift = await tx.drift.findUniqueOrThrow({ where: { id }, include: { tenant: true } });
    const wanted = mendingRun(drift);
    if (wanted === null) return null;
    const run = await enqueueRun(tx, actor, wanted);
    await tx.drift.update({ where: { id }, data: { mendingRunId: run.id } });
    return run;
  });
}

function mendingRun(drift: Drift & { tenant: Tenant | null }): NewRun | null {
  const kind = MENDED_KINDS.find((mended) => mended === drift.kind);
  if (kind === undefined || drift.tenant === null) return null;
  return { ...RUNS[kind](drift), tenant: drift.tenant };
}
