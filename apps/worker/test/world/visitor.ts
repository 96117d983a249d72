import { CONFIG_DEFAULTS } from "@nexus/api/config-defaults";
import type { ApiConfig } from "@nexus/api/config";
import type { ApiContext, Session } from "@nexus/api/context";
import { databaseEvents } from "@nexus/api/events/database-events";
import { secureRandom } from "@nexus/api/random";
import { createRateLimits } from "@nexus/api/rate-limits";
import { createCaller } from "@nexus/api/router";
import { sealingKey } from "@nexus/domain/secrets/seal";
import { eventually } from "@nexus/testing/eventually";
import { SITES_DOMAIN, type World } from "./world.ts";

const CONFIG: ApiConfig = {
  ...CONFIG_DEFAULTS,
  productName: "Nexus", rootUrl: "http://nexus.localhost:3000", sitesDomain: SITES_DOMAIN, sitesPublicUrl: `http://{subdomain}.${SITES_DOMAIN}:8080`,
  defaultPlan: "Free", defaultApps: ["nexus_core"], appNames: ["frappe", "nexus_core"],
  staff: { admin: { emails: [], password: "" }, operator: { emails: [], password: "" } },
};

/** Somebody who calls the router as the web app would have it called, on the worker's own database. */
export interface Visitor {
  readonly api: ReturnType<typeof createCaller>;
  /** Signs up and proves the address by the code that the worker mailed. @returns the signup's id. */
  readonly signUp: (subdomain: string, password: string) => Promise<string>;
  readonly end: () => Promise<void>;
}

export async function createVisitor(world: World): Promise<Visitor> {
  const { prisma } = world;
  const events = databaseEvents(world.databaseUrl);
  await events.ready;
  let session: Session | null = null;
  let signupCookie: string | null = null;
  const context = (): ApiContext => ({
    prisma, config: CONFIG, now: () => new Date(), random: secureRandom, log: { error: () => undefined },
    sealingKey: sealingKey(world.encryptionKey), rateLimits: createRateLimits(prisma, CONFIG.rates), runEvents: events.runEvents, auditEvents: events.auditEvents,
    session, signupCookie, ip: "192.0.2.7", requestId: "req-visitor", idempotencyKeyHeader: null,
    setSignupCookie: (value) => { signupCookie = value; },
  });
  const api = createCaller(context);
  return {
    api,
    signUp: async (subdomain, password) => {
      const email = `ada@${subdomain}.example.com`;
      const { signupId } = await api.signup.start({ organization: "Acme Trading", subdomain, fullName: "Ada Lovelace", email, password });
      const mail = await eventually(() => prisma.devInboxMail.findFirstOrThrow({ where: { to: email, subject: { contains: "code" } } }));
      await api.signup.verify({ signupId, code: /^\d{6}/.exec(mail.subject)?.[0] ?? "" });
      const user = await prisma.user.findUniqueOrThrow({ where: { email } });
      session = { role: "member", userId: user.id, email };
      return signupId;
    },
    end: () => events.close(),
  };
}
