import { isDeepStrictEqual } from "node:util";
import type { Run, Tenant, User } from "@nexus/db/client";
import type { RunKind } from "@nexus/domain/states/run";
import type { TenantState } from "@nexus/domain/states/tenant";
import { findAuditGaps } from "@nexus/provisioning/audit/find-gaps";
import { eventually } from "@nexus/testing/eventually";
import type { MailServer } from "../world/mail-server.ts";
import { VISITOR } from "../world/runs.ts";
import type { World } from "../world/world.ts";

/** A workspace with its owner, and its runs from the oldest to the newest. */
export type JudgedTenant = Tenant & { readonly runs: readonly Run[]; readonly owner: User };

/** What a workspace is after a run of a kind that succeeded, where that changes it. */
const BECOMES: Readonly<Partial<Record<string, TenantState>>> = { provision: "active", suspend: "suspended", resume: "active", deprovision: "deleted" } satisfies Partial<Record<RunKind, TenantState>>;
/** Kinds of which the register learns by a run of its own. */
const ARE_REGISTERED: readonly string[] = ["provision", "suspend", "resume", "set_plan"] satisfies RunKind[];
const MAIL_MS = 60_000;

/** What is wrong with the rows of a workspace and its runs, the audit log, and the mails to its owner. */
export async function judgeRows(world: World, mail: MailServer, tenant: JudgedTenant): Promise<string[]> {
  return [...judgeRuns(tenant), ...await findAuditGaps(world.prisma, tenant.id), ...await judgeMails(world, mail, tenant)];
}

const isUndone = ({ kind, state }: Run): boolean => kind === "provision" && state === "rolled_back";

function judgeRuns({ state, runs }: JudgedTenant): string[] {
  const bad = runs.filter((run) => run.state !== "succeeded" && !isUndone(run));
  const wanted = runs.reduce<string>((before, run) => (isUndone(run) ? "released" : BECOMES[run.kind] ?? before), "reserved");
  const unasked = runs.filter(({ kind, requestedBy }) => kind !== "register" && requestedBy !== VISITOR.id);
  const registrations = runs.filter(({ kind }) => kind === "register").length;
  const changes = runs.filter((run) => ARE_REGISTERED.includes(run.kind) && !isUndone(run)).length;
  return [
    ...bad.map((run) => `its ${run.kind} ended as ${run.state} (${run.errorCode} in ${run.failedStep})`),
    ...(state === wanted ? [] : [`it is ${state}, and after its runs should be ${wanted}`]),
    ...unasked.map(({ kind }) => `nobody asked for its ${kind}`),
    ...(registrations === changes ? [] : [`the register was told ${registrations} times of ${changes} changes`]),
  ];
}

/** The keys of all mails that its runs have for its owner. */
function mailKeysOf({ id, kind, attempt, state }: Run): string[] {
  switch (kind) {
    case "provision": return [`${state === "succeeded" ? "workspace_ready" : "workspace_failed"}:${id}:${attempt}`];
    case "suspend": return [`suspended:${id}`];
    case "resume": return [`workspace_resumed:${id}:${attempt}`];
    case "reset_password": return [`password_changed:${id}:${attempt}`];
    default: return [];
  }
}

/** Each mail is queued once and sent at least once, always under its one Message-ID. */
async function judgeMails({ prisma }: World, mail: MailServer, { owner, runs }: JudgedTenant): Promise<string[]> {
  const wanted = runs.flatMap(mailKeysOf).sort();
  const keys = (await prisma.outboxMail.findMany({ where: { to: owner.email } })).map(({ key }) => key).sort();
  if (!isDeepStrictEqual(keys, wanted)) return [`its owner was to be sent ${wanted.join(", ")}, and there are ${keys.join(", ") || "no mails"}`];
  try {
    await eventually(async () => {
      const queued = await prisma.outboxMail.findMany({ where: { to: owner.email } });
      const unsent = queued.filter(({ state }) => state !== "sent").map(({ key, state }) => `${key} is ${state}`);
      const ids = mail.idsTo(owner.email);
      const lost = queued.filter(({ messageId }) => !ids.has(messageId)).map(({ key }) => `${key} has not come`);
      if (unsent.length > 0 || lost.length > 0 || ids.size > queued.length) throw new Error([...unsent, ...lost, `${ids.size} different mails have come`].join(", "));
    }, { timeoutMs: MAIL_MS, intervalMs: 100 });
    return [];
  } catch (error) {
    return [`of ${keys.length} mails to its owner: ${error instanceof Error ? error.message : String(error)}`];
  }
}
