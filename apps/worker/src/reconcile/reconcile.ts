import { agentError } from "@nexus/agent-contract/agent-error";
import type { AgentClient } from "@nexus/agent-contract/client";
import type { Inventory } from "@nexus/agent-contract/view";
import { endsWithItsRemains } from "@nexus/provisioning/drift/attention";
import { findDrift } from "@nexus/provisioning/drift/find-drift";
import { type Owned, readOwned, settledOf } from "@nexus/provisioning/drift/owned";
import type { Logger } from "../logging/logger.ts";
import { type EndAttentionParts, endAttention } from "./end-attention.ts";
import { type Look, LookOvertaken, beginLook, failLook } from "./looks.ts";
import { mendDrift } from "./mend-drift.ts";
import { type LookOutcome, recordLook } from "./record-look.ts";

/** The bench beside the one agent that this worker knows. */
export const BENCH = "default";

export interface ReconcileParts extends Omit<EndAttentionParts, "actor"> {
  readonly log: Logger;
  /** Time between the beginnings of two looks, whichever workers begin them. */
  readonly everySeconds: number;
  /** A client of the agent beside the bench, whose calls carry this id. */
  readonly agent: (requestId: string) => AgentClient;
  /** Ends a look that waits for the agent. */
  readonly signal?: AbortSignal;
}

/** Looks at the bench when a look is due; resolves with whether it finished one. */
export type Reconciler = () => Promise<boolean>;

/**
 * Compares all that we own with all that is on the bench, the same work at each look whatever happens: the
 * records, one inventory, the records again. Only what stayed the same in between is judged, so that a run in
 * the middle of its work is never mistaken for drift.
 */
export function reconciler(parts: ReconcileParts): Reconciler {
  const { prisma, log } = parts;
  let failing = false;
  return async () => {
    const look = await beginLook(prisma, BENCH, parts.everySeconds);
    if (look === null) return false;
    const requestId = `look-${look.number}`;
    const before = await readOwned(prisma, BENCH);
    let inventory: Inventory;
    try {
      inventory = await parts.agent(requestId).bench.inventory.query(undefined, parts.signal === undefined ? {} : { signal: parts.signal });
    } catch (error) {
      if (parts.signal?.aborted === true) return false;
      const { message } = agentError(error);
      await failLook(prisma, look, message);
      if (!failing) log.warn({ requestId, reason: message }, "the bench cannot be looked at; what is known of it stays as it is until it can");
      failing = true;
      return false;
    }
    if (failing) log.info({ requestId }, "the bench can be looked at again");
    failing = false;
    return judge(parts, { look, before, inventory });
  };
}

interface Seen {
  readonly look: Look;
  readonly before: Owned;
  readonly inventory: Inventory;
}

async function judge(parts: ReconcileParts, { look, before, inventory }: Seen): Promise<boolean> {
  const { prisma, log } = parts;
  const actor = { kind: "system", id: "reconciler", ip: null, requestId: `look-${look.number}` } as const;
  const owned = await readOwned(prisma, BENCH);
  const settled = settledOf(before, owned);
  const observations = findDrift({ owned, settled, inventory });
  const unsettled = new Set([...owned.keys()].filter((id) => !settled.has(id)));
  let outcome: LookOutcome;
  try {
    outcome = await recordLook(prisma, { look, observations, unsettled, actor });
  } catch (error) {
    if (!(error instanceof LookOvertaken)) throw error;
    log.info({ look: look.number }, "another worker looks at the bench by now; this look is dropped");
    return false;
  }
  const { opened, closed, withoutRemains } = outcome;
  if (opened.length > 0 || closed.length > 0) log.warn({ opened, closed, requestId: actor.requestId }, "the bench differs from the records, or does not any more");
  const runs = await mendDrift(prisma, BENCH, actor);
  if (runs.length > 0) log.info({ runs, requestId: actor.requestId }, "runs were started to end what differs");
  await endAll({ ...parts, actor }, owned, withoutRemains);
  return true;
}

/** A run that cannot be read, or ended, is a person's still, and does not keep the others. */
async function endAll(parts: ReconcileParts & EndAttentionParts, owned: Owned, runIds: readonly string[]): Promise<void> {
  const { log } = parts;
  for (const tenant of owned.values()) {
    for (const run of tenant.runs) {
      if (!runIds.includes(run.id) || !endsWithItsRemains(tenant, run)) continue;
      try {
        const reference = await endAttention(parts, run);
        if (reference !== null) log.info({ run: reference }, "nothing of a run that needed attention is on the bench any more; it is rolled back");
      } catch (error) {
        log.warn({ error, run: run.id }, "a run of which nothing is left could not be ended");
      }
    }
  }
}
