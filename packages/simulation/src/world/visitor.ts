import { CONFIG_DEFAULTS } from "@nexus/api/config-defaults";
import type { ApiContext, Session } from "@nexus/api/context";
import { toNexusError } from "@nexus/api/errors";
import { secureRandom } from "@nexus/api/random";
import { createCaller } from "@nexus/api/router";
import type { NexusError } from "@nexus/domain/errors/codes";
import { unseal } from "@nexus/domain/secrets/seal";
import { MAIL_VALUES } from "@nexus/provisioning/mail/queue-mail";
import { APPS } from "../schedules/steps.ts";
import { PASSWORD, SITES_DOMAIN } from "./people.ts";
import type { World } from "./world.ts";

/** How often, and after how many milliseconds, a person tries again what was answered with “please try again”. */
const TRIES = 40;
const PAUSE = 1_000;
const GRACE = 60_000;

const CONFIG: ApiContext["config"] = {
  ...CONFIG_DEFAULTS,
  productName: "Nexus", rootUrl: "https://web.test", sitesDomain: SITES_DOMAIN, sitesPublicUrl: "https://{subdomain}.sites.test", defaultPlan: "Free",
  defaultApps: [...APPS], appNames: ["frappe", ...APPS], staff: { admin: { emails: [], password: "" }, operator: { emails: [], password: "" } },
  unfinishedRuns: 100,
  durations: { ...CONFIG_DEFAULTS.durations, deletionGrace: GRACE },
};

/** Somebody at a browser, who calls the shipped router. */
export class Visitor {
  readonly email: string;
  readonly #world: World;
  readonly #wrong: string[];
  #session: Session | null = null;
  #cookie: string | null = null;

  /** @param wrong takes what no visitor may ever be answered. */
  constructor(world: World, email: string, wrong: string[]) {
    this.#world = world;
    this.email = email;
    this.#wrong = wrong;
  }

  /** Signs up for a name and proves the address. @returns the signup, or why there is none. */
  async signUp(subdomain: string): Promise<{ readonly signupId: string } | NexusError> {
    const form = { organization: "Sim Ltd", subdomain, fullName: "Ada Owner", email: this.email, password: PASSWORD };
    const started = await this.#ask((api) => api.signup.start(form));
    if (started instanceof Error) return started;
    const { signupId } = started;
    const verified = await this.#ask(async (api) => api.signup.verify({ signupId, code: await this.#newestCode() }));
    if (verified instanceof Error && verified.code !== "CODE_USED") return verified;
    const user = this.#world.server.rows("user").find(({ email }) => email === this.email);
    if (user === undefined) return { signupId };
    this.#session = { role: "member", userId: String(user["id"]), email: this.email };
    return { signupId };
  }

  start(signupId: string) {
    return this.#ask((api) => api.provisioning.start({ signupId }));
  }

  retry(runId: string) {
    return this.#ask((api) => api.provisioning.retry({ runId }));
  }

  abort(runId: string) {
    return this.#ask((api) => api.provisioning.abort({ runId }));
  }

  remove(tenantId: string, subdomain: string) {
    return this.#ask((api) => api.tenants.remove({ tenantId, subdomain }));
  }

  /** Takes a planned deletion back. */
  keep(tenantId: string) {
    return this.#ask((api) => api.tenants.undelete({ tenantId }));
  }

  /** Calls a procedure; again while the answer is that the system is away, whose outcome is not known. */
  #ask<T>(call: (api: ReturnType<typeof createCaller>) => Promise<T>): Promise<T | NexusError> {
    return this.#world.web.run(async () => {
      for (let tries = 1; ; tries += 1) {
        const answer = await call(createCaller(this.#context())).catch((error: unknown) => toNexusError(error));
        if (!(answer instanceof Error) || answer.code !== "SERVICE_UNAVAILABLE" || tries === TRIES) return this.#allowed(answer);
        await this.#world.kernel.sleep(PAUSE);
      }
    });
  }

  #allowed<T>(answer: T | NexusError): T | NexusError {
    if (answer instanceof Error && "code" in answer && answer.code === "INTERNAL") this.#wrong.push(`a visitor was answered INTERNAL: ${String(answer.cause)}`);
    return answer;
  }

  #context(): ApiContext {
    const { prisma, sealingKey } = this.#world;
    const nothing = { subscribe: () => () => undefined };
    return {
      prisma, sealingKey, config: CONFIG, now: () => new Date(), random: secureRandom, log: { error: () => undefined },
      rateLimits: { consume: async () => undefined }, runEvents: nothing, auditEvents: nothing,
      session: this.#session, ip: "192.0.2.7", requestId: `request-of-${this.email}`, signupCookie: this.#cookie, idempotencyKeyHeader: null,
      setSignupCookie: (value) => { this.#cookie = value; },
    };
  }

  async #newestCode(): Promise<string> {
    const { prisma, sealingKey } = this.#world;
    const mail = await prisma.outboxMail.findFirst({ where: { to: this.email, template: "signup_code" }, orderBy: { createdAt: "desc" } });
    // Its values are wiped when it is sent: the person then reads it in the mail.
    if (mail?.sealedValues === undefined || mail.sealedValues === null) return this.#codeInMail();
    const values = JSON.parse(unseal(sealingKey, { subject: mail.id, purpose: MAIL_VALUES }, mail.sealedValues)) as { code: string };
    return values.code;
  }

  #codeInMail(): string {
    const mail = this.#world.mail.taken.filter(({ to }) => to === this.email).findLast(({ text }) => /\b\d{6}\b/.test(text));
    return /\b(\d{6})\b/.exec(mail?.text ?? "")?.[1] ?? "000000";
  }
}
