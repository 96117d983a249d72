import { randomBytes, randomUUID } from "node:crypto";
import { type PrismaClient, type Run, type RunStep, type Tenant, type User, createPrisma } from "@nexus/db/client";
import { NexusError } from "@nexus/domain/errors/codes";
import { sealingKey, unseal } from "@nexus/domain/secrets/seal";
import type { RunKind, RunState } from "@nexus/domain/states/run";
import type { TenantState } from "@nexus/domain/states/tenant";
import { MAIL_VALUES } from "@nexus/provisioning/mail/queue-mail";
import { newReference } from "@nexus/provisioning/runs/reference";
import { type FakeClock, fakeClock } from "@nexus/testing/clock";
import { createTestDatabase } from "@nexus/testing/database";
import { TRPCError } from "@trpc/server";
import { CONFIG_DEFAULTS } from "../src/config-defaults.ts";
import { type ApiConfig, RATE_NAMES } from "../src/config.ts";
import type { ApiContext, ApiServices, Session } from "../src/context.ts";
import { type ErrorData, errorData } from "../src/errors.ts";
import { databaseEvents } from "../src/events/database-events.ts";
import { secureRandom } from "../src/random.ts";
import { createRateLimits } from "../src/rate-limits.ts";
import { createCaller } from "../src/router.ts";

export type { Session };
export type Caller = ReturnType<typeof createCaller>;

/** Strong by zxcvbn, and planted: it may be nowhere in the database in the open. */
export const PASSWORD = "canary-tulip-42-orbit";
export const ADMIN_EMAIL = "boss@example.com";
export const ADMIN_PASSWORD = "admin-canary-93-harbour";
export const OPERATOR_PASSWORD = "operator-canary-58-jetty";
export const ADMIN: Session = { role: "admin", email: ADMIN_EMAIL };
export const OPERATOR: Session = { role: "operator", email: "watch@example.com" };

/** As configured by default, but without limits that a test would run into, and with cheap password hashes. */
export const CONFIG: ApiConfig = {
  ...CONFIG_DEFAULTS,
  productName: "Nexus",
  rootUrl: "http://nexus.localhost:3000",
  sitesDomain: "nexus-sites.localhost",
  sitesPublicUrl: "http://{subdomain}.nexus-sites.localhost:8080",
  defaultPlan: "Free",
  defaultApps: ["nexus_core"],
  appNames: ["frappe", "nexus_core"],
  staff: {
    admin: { emails: [ADMIN_EMAIL], password: ADMIN_PASSWORD },
    operator: { emails: [OPERATOR.email], password: OPERATOR_PASSWORD },
  },
  passwordCost: { N: 2 ** 10, r: 8, p: 1 },
  rates: Object.fromEntries(RATE_NAMES.map((name) => [name, { points: 100_000, seconds: 60 }])) as ApiConfig["rates"],
  durations: { ...CONFIG_DEFAULTS.durations, reread: 200, openWait: 2_000 },
};

/** A browser: keeps the cookie that signup sets, may be signed in. */
export interface Browser {
  readonly api: Caller;
  readonly context: () => ApiContext;
  session: Session | null;
  cookie: string | null;
  /** What it sends as the header `Idempotency-Key`. */
  keyHeader: string | null;
  ip: string;
}

/** A database and everything around the router that a process would make. */
export interface World {
  readonly prisma: PrismaClient;
  /** Connection string of the tables' owner, for what the application may not do. */
  readonly ownerUrl: string;
  readonly clock: FakeClock;
  readonly services: ApiServices;
  /** What was logged. */
  readonly logged: Record<string, unknown>[];
  readonly browser: (session?: Session | null) => Browser;
  /** The code in the newest mail to an address. */
  readonly mailedCode: (email: string) => Promise<string>;
  readonly end: () => Promise<void>;
}

export async function createWorld(changes: Partial<ApiConfig> = {}, connections?: number): Promise<World> {
  const { url, ownerUrl, prisma: few, drop } = await createTestDatabase();
  const prisma = connections === undefined ? few : createPrisma(url, { connections });
  const events = databaseEvents(url);
  await events.ready;
  const clock = fakeClock(new Date());
  const config = { ...CONFIG, ...changes };
  const logged: Record<string, unknown>[] = [];
  const services: ApiServices = {
    prisma, config, now: clock.now, random: secureRandom, log: { error: (facts) => void logged.push(facts) },
    sealingKey: sealingKey(randomBytes(32).toString("hex")),
    rateLimits: createRateLimits(prisma, config.rates),
    runEvents: events.runEvents, auditEvents: events.auditEvents,
  };
  return {
    prisma, ownerUrl, clock, services, logged,
    browser: (session = null) => openBrowser(services, session),
    mailedCode: (email) => mailedCode(services, email),
    end: async () => { await Promise.all([events.close(), prisma.$disconnect()]); await drop(); },
  };
}

function openBrowser(services: ApiServices, session: Session | null): Browser {
  const context = (): ApiContext => ({
    ...services,
    session: browser.session, ip: browser.ip, requestId: `req-${randomUUID()}`, signupCookie: browser.cookie, idempotencyKeyHeader: browser.keyHeader,
    setSignupCookie: (value) => { browser.cookie = value; },
  });
  const browser: Browser = { api: createCaller(context), context, session, cookie: null, keyHeader: null, ip: "192.0.2.7" };
  return browser;
}

async function mailedCode({ prisma, sealingKey: key }: ApiServices, to: string): Promise<string> {
  const mail = await prisma.outboxMail.findFirstOrThrow({ where: { to, template: "signup_code" }, orderBy: { createdAt: "desc" } });
  const values: unknown = JSON.parse(unseal(key, { subject: mail.id, purpose: MAIL_VALUES }, mail.sealedValues ?? new Uint8Array()));
  if (typeof values !== "object" || values === null || !("code" in values)) throw new Error("The mail carries no code.");
  return String(values.code);
}

/** A form that is right in every field, for one's own name and address. */
export function form(subdomain = `acme-${randomBytes(4).toString("hex")}`, email = `${subdomain}@example.com`) {
  return { organization: "Acme Trading", subdomain, fullName: "Ada Lovelace", email, password: PASSWORD };
}

/** A visitor who proved an address and is signed in, with the signup that they may start. */
export async function verifiedMember(world: World, wanted = form()): Promise<{ browser: Browser; signupId: string; session: Session & { role: "member" } }> {
  const browser = world.browser();
  const { signupId } = await browser.api.signup.start(wanted);
  await browser.api.signup.verify({ signupId, code: await world.mailedCode(wanted.email) });
  const user = await world.prisma.user.findUniqueOrThrow({ where: { email: wanted.email } });
  const session = { role: "member", userId: user.id, email: user.email } as const;
  browser.session = session;
  return { browser, signupId, session };
}

export interface Workspace {
  readonly owner: User;
  readonly session: Session & { role: "member" };
  readonly tenant: Tenant;
  readonly run: Run;
}

export interface WorkspaceStates {
  readonly tenant?: TenantState;
  readonly run?: RunState;
  readonly kind?: RunKind;
  readonly owner?: User;
  readonly subdomain?: string;
}

/** What a tenant's row must say beside its state. */
const STAMPS: Partial<Record<TenantState, (now: Date) => Partial<Tenant>>> = {
  suspended: (suspendedAt) => ({ suspendedAt }),
  deletion_scheduled: (now) => ({ deleteAt: new Date(now.getTime() + 86_400_000) }),
  deleted: (deletedAt) => ({ deletedAt }),
};

/** A tenant with its provision run, as if a worker had brought both to these states. */
export async function workspace(world: World, states: WorkspaceStates = {}): Promise<Workspace> {
  const { prisma } = world;
  const subdomain = states.subdomain ?? `shop-${randomBytes(4).toString("hex")}`;
  const owner = states.owner ?? await prisma.user.create({
    data: { email: `owner-of-${subdomain}-${randomBytes(4).toString("hex")}@example.com`, fullName: "Grace Hopper", emailVerifiedAt: new Date() },
  });
  const state = states.tenant ?? "active";
  const tenant = await prisma.tenant.create({
    data: { subdomain, site: `${subdomain}.nexus-sites.localhost`, organization: "Shop", plan: "Free", state, ownerId: owner.id, ...STAMPS[state]?.(world.clock.now()) },
  });
  const run = await prisma.run.create({
    data: { tenantId: tenant.id, kind: states.kind ?? "provision", state: states.run ?? "succeeded", reference: newReference(), input: { apps: [] }, requestId: "req-fixture" },
  });
  // Wiped where the workspace was built; nobody opens this one.
  if (run.state !== "succeeded") await prisma.secret.create({ data: { subject: tenant.id, tenantId: tenant.id, purpose: "owner_password", sealed: randomBytes(32) } });
  return { owner, session: { role: "member", userId: owner.id, email: owner.email }, tenant, run };
}

/** What a worker would write about a run: its row under a raised version, and a step. */
export async function workOn(world: World, runId: string, change: { run?: Partial<Run>; step?: Partial<RunStep> & { name: string } }): Promise<void> {
  await world.prisma.$transaction(async (tx) => {
    const { input: _, ...row } = change.run ?? {};
    const { attempt } = await tx.run.update({ where: { id: runId }, data: { ...row, version: { increment: 1 } } });
    if (change.step === undefined) return;
    const { name, progress = null, ...step } = change.step;
    const data = { label: name, ordinal: 0, ...step, ...(progress === null ? {} : { progress }) };
    const id = { runId, attempt, name };
    await tx.runStep.upsert({ where: { runId_attempt_name: id }, create: { ...data, ...id }, update: data });
  });
}

/** The failure that a call ends in, as a client would be told. */
export async function failure(call: Promise<unknown>): Promise<ErrorData> {
  const error: unknown = await call.then(() => null, (thrown: unknown) => thrown);
  if (error === null) throw new Error("The call succeeded, and should have failed.");
  if (error instanceof TRPCError) return errorData(error, null);
  if (error instanceof NexusError) throw new Error("A NexusError left the router unmapped.", { cause: error });
  throw error;
}
