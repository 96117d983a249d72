import type { PrismaClient, Run } from "@nexus/db/client";
import { StepError, type StepFailure } from "@nexus/domain/errors/step-failure";
import type { Actor } from "@nexus/domain/audit/actions";
import type { Plan } from "@nexus/domain/plans/plan";
import { sealingKey } from "@nexus/domain/secrets/seal";
import type { RunKind } from "@nexus/domain/states/run";
import { recordEvent } from "../src/audit/record-event.ts";
import { definitionOf } from "../src/definition.ts";
import { type CrashPoint, Crashed, memoryEngine, type RecordedCall } from "../src/engine-memory.ts";
import { interpret, type Try } from "../src/interpret.ts";
import type { Journal } from "../src/journal.ts";
import { prismaBooks } from "../src/journal/prisma-books.ts";
import { prismaJournal } from "../src/journal/prisma-journal.ts";
import type { Ports, SecretPurpose } from "../src/ports.ts";
import type { RunFacts } from "../src/run-facts.ts";
import { enqueueRun } from "../src/runs/enqueue.ts";
import { runInput } from "../src/runs/input.ts";
import { tenantPort } from "../src/tenants/tenant-port.ts";
import type { BenchModel } from "./bench-model.ts";

export const OWNER: Actor = { kind: "owner", id: "test", ip: null, requestId: "req-1" };
export const SEALING_KEY = sealingKey("a key for the tests of this package");
/** How long names rest here. */
export const NAME_REST = { now: new Date(), nameRest: 180 * 86_400_000 };
const WORKER: Actor = { kind: "worker", id: "worker-1", ip: null, requestId: "req-1" };
let names = 0;

/** Accepts a workspace as the router does. */
export function accept(prisma: PrismaClient, apps: readonly string[] = ["alpha"]): Promise<Run> {
  names += 1;
  const subdomain = `sim-${names}-${process.pid}`;
  return prisma.$transaction(async (tx) => {
    const owner = await tx.user.create({ data: { email: `${subdomain}@example.com`, fullName: "Ada Owner", emailVerifiedAt: new Date() } });
    const tenant = await tx.tenant.create({ data: { subdomain, site: `${subdomain}.example.com`, organization: "Sim Ltd", plan: "Free", ownerId: owner.id } });
    await recordEvent(tx, OWNER, { action: "tenant.reserved", outcome: "succeeded", tenant });
    return enqueueRun(tx, OWNER, { kind: "provision", tenant, input: { apps: [...apps] } });
  });
}

export async function factsOf(prisma: PrismaClient, runId: string): Promise<RunFacts> {
  const { tenant, ...run } = await prisma.run.findUniqueOrThrow({ where: { id: runId }, include: { tenant: { include: { owner: true } } } });
  const { id, subdomain, site, organization, owner } = tenant;
  return {
    id: run.id, kind: run.kind as RunKind, reference: run.reference, requestId: run.requestId, attempt: run.attempt, epoch: run.epoch,
    input: runInput.parse(run.input), tenant: { id, subdomain, site, organization, plan: tenant.plan as Plan }, owner,
  };
}

export function journalOf(prisma: PrismaClient, run: RunFacts): Journal {
  const now = () => new Date();
  return prismaJournal({
    prisma, run, actor: WORKER, now,
    booksOf: (tx) => prismaBooks({ run, actor: WORKER, now, sealingKey: SEALING_KEY, siteUrl: "http://site.example.com", webUrl: "http://web.example.com" }, tx),
  });
}

export interface Course {
  /** The process dies at each of these places, one after the other, and another one goes on. */
  readonly crashes?: readonly CrashPoint[];
  /** Called after each of these deaths, while nobody executes the run. */
  readonly onCrash?: () => Promise<void>;
  /** Called before each try of an effect. */
  readonly onTry?: (what: Try) => Promise<void>;
  /** Nothing is kept of the tenant's secrets. */
  readonly wiped?: boolean;
}

/** Executes a run's current attempt to its end, and answers with the engine's record. */
export async function simulate(prisma: PrismaClient, bench: BenchModel, runId: string, { crashes = [], onCrash, onTry, wiped = false }: Course = {}): Promise<readonly RecordedCall[]> {
  const record: RecordedCall[] = [];
  const left = [...crashes];
  for (;;) {
    const crash = left.shift();
    const run = await factsOf(prisma, runId);
    const interpreter = {
      engine: memoryEngine({ record, ...(crash === undefined ? {} : { crash }) }),
      journal: journalOf(prisma, run),
      attempt: run.attempt,
      act: async (what: Try) => {
        await onTry?.(what);
        return act(portsOf(prisma, bench, run, what, wiped), run, what);
      },
    };
    try {
      await interpret(interpreter, definitionOf(run.kind, run.input));
      return record;
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
      await onCrash?.();
    }
  }
}

async function act(ports: Ports, run: RunFacts, what: Try): Promise<StepFailure | null> {
  const work = what.direction === "run" ? what.step.run : what.step.undo;
  if (work.kind !== "effect") return null;
  try {
    await work.act({ ...ports, run: { ...run, attempt: what.attempt }, tries: what.tries });
    return null;
  } catch (error) {
    if (error instanceof StepError) return error.failure;
    throw error;
  }
}

function portsOf(prisma: PrismaClient, bench: BenchModel, run: RunFacts, what: Try, wiped: boolean): Ports {
  const key = (part = "") => [run.attempt, what.attempt, what.step.name, part, what.direction, what.tries].join(":");
  return {
    bench: { run: (command, part) => bench.perform(`${run.id}:${key(part)}`, command), loginLink: async () => "/login?key=once" },
    siteRoute: {
      ping: async () => undefined,
      signIn: async (_site, _user, password) => (password === secretOf("owner_password") ? "accepted" : "refused"),
      userOfApiKey: async () => run.owner.email,
    },
    secrets: { reveal: async (purpose) => (wiped ? expired() : secretOf(purpose)), ensure: async (purpose) => secretOf(purpose), handOver: async () => undefined },
    tenant: tenantPort(prisma, run.tenant.id),
    installation: { masterSite: "master.example.com", siteUrl: (site) => `http://${site}`, locale: { language: "en", country: "Kenya", timeZone: "Africa/Nairobi", currency: "KES" } },
  };
}

function expired(): never {
  throw new StepError({ code: "SECRET_EXPIRED", message: "The secret is not kept any more.", retryable: false });
}

const secretOf = (purpose: SecretPurpose): string => `the ${purpose}`;
