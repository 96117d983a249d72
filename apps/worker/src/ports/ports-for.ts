import { createAgentClient } from "@nexus/agent-contract/client";
import type { PrismaClient } from "@nexus/db/client";
import type { FencedError } from "@nexus/provisioning/engine";
import type { Try } from "@nexus/provisioning/interpret";
import type { Ports } from "@nexus/provisioning/ports";
import type { RunFacts } from "@nexus/provisioning/run-facts";
import { tenantPort } from "@nexus/provisioning/tenants/tenant-port";
import type { WorkerEnv } from "../env.ts";
import type { Logger } from "../logging/logger.ts";
import { agentBench } from "./agent-bench.ts";
import { httpSiteRoute } from "./http-site-route.ts";
import { prismaSecrets } from "./prisma-secrets.ts";
import { stepProgress } from "./step-progress.ts";

export interface PortsParts {
  readonly prisma: PrismaClient;
  readonly env: WorkerEnv;
  readonly sealingKey: Buffer;
  readonly now: () => Date;
  readonly confirmLease: () => Promise<void>;
  readonly onFenced: (error: FencedError) => never;
}

/** The outside world in production, for one try of one step. */
export function portsFor({ prisma, env, sealingKey, now, confirmLease, onFenced }: PortsParts): (run: RunFacts, what: Try, log: Logger) => Ports {
  const siteRoute = httpSiteRoute(env.sitesUpstream);
  const installation = { masterSite: env.masterSite, siteUrl: env.siteUrl, locale: env.locale };
  return (run, what, log) => ({
    siteRoute,
    installation,
    tenant: tenantPort(prisma, run.tenant.id),
    secrets: prismaSecrets({ prisma, sealingKey, run, now }),
    bench: agentBench({
      client: createAgentClient({ ...env.agent, requestId: run.requestId }),
      run, what, confirmLease,
      abortRequested: async () => (await prisma.run.findUnique({ where: { id: run.id }, select: { abortRequestedAt: true } }))?.abortRequestedAt != null,
      openProgress: () => stepProgress({ prisma, run, what, log, onFenced }),
    }),
  });
}
