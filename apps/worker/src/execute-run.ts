import type { PrismaClient } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { definitionOf } from "@nexus/provisioning/definition";
import { FencedError } from "@nexus/provisioning/engine";
import { type Try, interpret } from "@nexus/provisioning/interpret";
import { prismaBooks } from "@nexus/provisioning/journal/prisma-books";
import { prismaJournal } from "@nexus/provisioning/journal/prisma-journal";
import type { Ports } from "@nexus/provisioning/ports";
import type { RunFacts } from "@nexus/provisioning/run-facts";
import { outlastDatabase } from "./database/outlast.ts";
import { dbosEngine } from "./durable/dbos-engine.ts";
import type { Logger } from "./logging/logger.ts";
import { act } from "./runs/act.ts";
import { claimRun } from "./runs/claim-run.ts";

export interface ExecuteRunParts {
  readonly prisma: PrismaClient;
  readonly executorId: string;
  readonly log: Logger;
  readonly now: () => Date;
  readonly sealingKey: Buffer;
  readonly siteUrl: (site: string) => string;
  readonly webUrl: string;
  readonly onFenced: (error: FencedError) => never;
  /** The outside world for one try; the ports know by it under which key they act. */
  readonly portsFor: (run: RunFacts, what: Try, log: Logger) => Ports;
}

/**
 * The workflow behind every run. It is begun again after a crash, then with the answers that its steps
 * gave; the run itself is read anew each time, so that its epoch never comes from a checkpoint.
 */
export function executeRun(parts: ExecuteRunParts): (runId: string, attempt: number) => Promise<void> {
  const { prisma, executorId, log, onFenced } = parts;
  return async (runId, attempt) => {
    const run = await outlastDatabase(log, () => claimRun(prisma, executorId, runId, attempt)).catch((error: unknown) => {
      if (error instanceof FencedError) return onFenced(error);
      throw error;
    });
    const runLog = log.child({ run: run?.reference ?? runId, attempt, requestId: run?.requestId });
    if (run === null) return runLog.info("nothing to do: the run is over, or another attempt is current");
    runLog.info({ kind: run.kind, subdomain: run.tenant.subdomain, epoch: run.epoch }, "run begins or goes on");
    await interpretRun(parts, run, runLog);
    runLog.info("run ends");
  };
}

async function interpretRun(parts: ExecuteRunParts, run: RunFacts, log: Logger): Promise<void> {
  const { prisma, now, sealingKey, webUrl, onFenced, portsFor } = parts;
  const actor: Actor = { kind: "worker", id: parts.executorId, ip: null, requestId: run.requestId };
  const journal = prismaJournal({
    prisma, run, actor, now,
    booksOf: (tx) => prismaBooks({ run, actor, now, sealingKey, siteUrl: parts.siteUrl(run.tenant.site), webUrl }, tx),
  });
  await interpret({
    engine: dbosEngine({ log, onFenced }),
    journal,
    attempt: run.attempt,
    act: (what) => {
      const tryLog = log.child({ step: what.step.name, direction: what.direction, tries: what.tries });
      // What an earlier attempt left behind has the names of that attempt.
      return act(tryLog, what, { ...portsFor(run, what, tryLog), run: { ...run, attempt: what.attempt }, tries: what.tries });
    },
  }, definitionOf(run.kind, run.input));
}
