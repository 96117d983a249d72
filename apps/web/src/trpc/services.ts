import "server-only";
import type { ApiConfig } from "@nexus/api/config";
import { CONFIG_DEFAULTS } from "@nexus/api/config-defaults";
import type { ApiServices } from "@nexus/api/context";
import { databaseEvents } from "@nexus/api/events/database-events";
import { secureRandom } from "@nexus/api/random";
import { createRateLimits } from "@nexus/api/rate-limits";
import { createPrisma } from "@nexus/db/client";
import { sealingKey } from "@nexus/domain/secrets/seal";
import { env, webOrigin } from "../env.ts";
import { logger } from "../logging/logger.ts";
import { readProduct } from "../product/read-product.ts";
import { sitesPlace } from "../product/sites-place.ts";

/** Next.js may load this module more than once in one process; the pool and the listening connection exist once. */
const shared: typeof globalThis & { nexusApiServices?: ApiServices } = globalThis;

const DAY = 86_400_000;

/** What all requests of this process share. */
export function apiServices(): ApiServices {
  shared.nexusApiServices ??= createServices();
  return shared.nexusApiServices;
}

function createServices(): ApiServices {
  const log = logger.child({ part: "api" });
  const prisma = createPrisma(env.DATABASE_URL, { onPoolError: (error) => log.warn({ err: error }, "A database connection was lost.") });
  const config = apiConfig();
  const { runEvents, auditEvents } = databaseEvents(env.DATABASE_URL, (error) => log.warn({ err: error }, "Changes are not heard at the moment; pages read again by themselves."));
  return {
    prisma, config, runEvents, auditEvents, log,
    now: () => new Date(),
    random: secureRandom,
    sealingKey: sealingKey(env.NEXUS_ENCRYPTION_KEY),
    rateLimits: createRateLimits(prisma, config.rates),
  };
}

function apiConfig(): ApiConfig {
  const { name, plan } = readProduct();
  const { before, after } = sitesPlace();
  return {
    ...CONFIG_DEFAULTS,
    durations: { ...CONFIG_DEFAULTS.durations, deletionGrace: env.DELETION_GRACE_DAYS * DAY, nameRest: env.NAME_REST_DAYS * DAY },
    productName: name,
    rootUrl: webOrigin(),
    sitesDomain: env.SITES_DOMAIN,
    sitesPublicUrl: `${before}{subdomain}${after}`,
    defaultPlan: plan.name,
    defaultApps: env.DEFAULT_APPS,
    appNames: env.DEFAULT_APPS,
    staff: {
      admin: { emails: env.ADMIN_EMAILS, password: env.ADMIN_PASSWORD ?? "" },
      operator: { emails: env.OPERATOR_EMAILS, password: env.OPERATOR_PASSWORD ?? "" },
    },
  };
}
