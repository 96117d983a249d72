import { findAuditGaps } from "@nexus/provisioning/audit/find-gaps";
import { databaseName } from "@nexus/domain/names/site";
import { OCCUPYING_STATES } from "@nexus/domain/states/tenant";
import { FINAL_RUN_STATES } from "@nexus/domain/states/run";
import type { Row } from "../database/schema.ts";
import { STATE_DIR } from "../network/agent-host.ts";
import { MASTER_SITE } from "../world/worker-host.ts";
import type { World } from "../world/world.ts";
import { differences, foreign, inventory } from "./inventory.ts";
import { watchLooks } from "./looks.ts";
import { brokenPromises } from "./promises.ts";
import { leakedSecrets } from "./secrets.ts";
import { watchSites, watchStaleWorkers } from "./stale.ts";

/** Judges a world by the invariants of the design. */
export interface Oracle {
  /** What is wrong, now that everything is at rest; in words, nothing where all holds. */
  readonly verdict: () => Promise<string[]>;
}

/** What the bench holds before anything happens. */
export interface Baseline {
  readonly inventory: readonly string[];
  readonly foreign: string;
}

export function baselineOf(world: World): Baseline {
  return { inventory: inventory(world), foreign: foreign(world) };
}

/** Begins to watch a world. */
export function oracleOf(world: World, before: Baseline = baselineOf(world)): Oracle {
  const stale = watchStaleWorkers(world);
  const crowded = watchSites(world);
  const twice = watchNames(world);
  const hasty = watchLooks(world);
  return {
    verdict: async () => [
      ...stale, ...world.network.stale, ...twice, ...hasty, ...crowded, ...world.bench.stumbles,
      ...differences([...before.inventory, ...expectedSites(world)].sort(), inventory(world)),
      ...(foreign(world) === before.foreign ? [] : ["a site that is not ours was changed"]),
      ...unfinished(world), ...badSites(world), ...badMails(world), ...leakedSecrets(world), ...badRegister(world), ...lostBackups(world), ...ignoredAborts(world), ...untrueMails(world), ...drift(world), ...brokenPromises(world),
      ...(await gaps(world)),
    ],
  };
}

const rows = (world: World, table: "tenant" | "run" | "outboxMail" | "secret" | "workflow"): Row[] => world.server.rows(table);
const provisionOf = (world: World, tenant: Row): Row | undefined => rows(world, "run").find((run) => run["tenantId"] === tenant["id"] && run["kind"] === "provision");
const hasSite = ({ state }: Row): boolean => ["active", "suspended", "deletion_scheduled"].includes(String(state));

/** Invariant 1: at every commit at most one tenant has a name, and a name is free only when nothing of its site is left. */
function watchNames(world: World): string[] {
  const found: string[] = [];
  world.server.onCommit((changed) => {
    if (![...changed].some(({ table }) => table === "tenant")) return;
    for (const { table, committed } of changed) {
      if (table !== "tenant" || committed === null || !["released", "deleted"].includes(String(committed["state"]))) continue;
      found.push(...databasesOf(world, committed).map((name) => `the name ${String(committed["subdomain"])} is free while ${name} is there`));
    }
    const names = rows(world, "tenant").filter(({ state }) => OCCUPYING_STATES.some((occupying) => occupying === state)).map(({ subdomain }) => String(subdomain));
    const double = names.find((name, at) => names.indexOf(name) !== at);
    if (double !== undefined) found.push(`two tenants have the name ${double} at once`);
  });
  return found;
}

/** What the bench has under the name of one of a tenant's attempts, without what somebody put back. */
function databasesOf(world: World, tenant: Row): string[] {
  return rows(world, "run").filter((run) => run["tenantId"] === tenant["id"] && run["kind"] === "provision").flatMap((run) => {
    const names = Array.from({ length: Number(run["attempt"]) }, (_, at) => databaseName(String(run["id"]), at + 1));
    return names.filter((name) => world.mariadb.databases.has(name) && !world.cameBack.has(name));
  });
}

/** Invariants 3 and 4: beside what was there before, exactly the sites of the tenants that have one. */
function expectedSites(world: World): string[] {
  return rows(world, "tenant").filter(hasSite).flatMap((tenant) => {
    const run = provisionOf(world, tenant);
    if (run === undefined) return [];
    const dbName = databaseName(String(run["id"]), Number(run["attempt"]));
    return [`site ${String(tenant["site"])} (${dbName})`, `database ${dbName}`, `user ${dbName}@localhost (${dbName})`, `cache key ${dbName}|bootinfo`];
  });
}

/** Invariant 2, first half: everything that was accepted has ended, and nobody has to look at it. */
function unfinished(world: World): string[] {
  const open = rows(world, "run").filter(({ state }) => !FINAL_RUN_STATES.some((final) => final === state) || state === "needs_attention");
  const waiting = rows(world, "workflow").filter(({ status }) => status !== "SUCCESS");
  return [
    ...open.map((run) => `run ${String(run["kind"])} is ${String(run["state"])} (${String(run["errorCode"])} in ${String(run["failedStep"])})`),
    ...waiting.map(({ id, status }) => `workflow ${String(id)} is ${String(status)}`),
    ...rows(world, "tenant").filter(({ state }) => state === "reserved" || state === "deleting").map(({ subdomain, state }) => `${String(subdomain)} is still ${String(state)}`),
  ];
}

/** What "ready" means, of every site that is there, and that it is as its tenant's row wants it. */
function badSites(world: World): string[] {
  return rows(world, "tenant").filter(hasSite).flatMap((tenant) => {
    const run = provisionOf(world, tenant);
    const database = run === undefined ? undefined : world.mariadb.databases.get(databaseName(String(run["id"]), Number(run["attempt"])));
    if (database === undefined) return [`${String(tenant["subdomain"])} has no database`];
    const apps = ["frappe", ...(run?.["input"] as { apps: string[] }).apps];
    const isOpen = !world.disk.contents(`${world.bench.path}/sites/${String(tenant["site"])}`).get(`${world.bench.path}/sites/${String(tenant["site"])}/site_config.json`)?.includes('"maintenance_mode":1');
    return [
      ...(database.filled === "whole" && database.halfApp === null && apps.every((app) => database.apps.includes(app)) ? [] : ["a site is not whole"]),
      ...(database.isSetUp && database.scheduler && database.settings?.["plan"] === tenant["plan"] ? [] : ["a site is not set up as it should be"]),
      ...(database.users.size === 2 ? [] : [`a site has ${database.users.size} users`]),
      ...(isOpen === (tenant["state"] === "active") ? [] : [`a workspace that is ${String(tenant["state"])} has a site that is ${isOpen ? "open" : "closed"}`]),
    ];
  });
}

/** Invariants 2, second half, and 9: each owner was told how it ended; each mail has one id at the server, under which it came at least once. */
function badMails(world: World): string[] {
  const queued = rows(world, "outboxMail");
  const ids = new Set(world.mail.taken.map(({ messageId }) => messageId));
  const unknown = [...ids].filter((id) => !queued.some(({ messageId }) => messageId === id));
  const keys = queued.map(({ key }) => key);
  return [
    // A code that no mail server took in time is of no use any more; every other mail is sent.
    ...queued.filter(({ state, template }) => state !== "sent" && !(state === "failed" && template === "signup_code")).map(({ template, state }) => `mail ${String(template)} is ${String(state)}`),
    ...queued.filter(({ messageId, state }) => state === "sent" && !ids.has(String(messageId))).map(({ template }) => `mail ${String(template)} never arrived`),
    ...unknown.map((id) => `the mail server has ${id}, which nobody queued`),
    ...keys.filter((key, at) => keys.indexOf(key) !== at).map((key) => `two mails have the key ${String(key)}`),
    ...rows(world, "tenant").flatMap((tenant) => untold(world, tenant, queued)),
  ];
}

function untold(world: World, tenant: Row, queued: readonly Row[]): string[] {
  const run = provisionOf(world, tenant);
  if (run === undefined) return [];
  const told = (template: string): boolean => queued.some(({ key }) => String(key).startsWith(`${template}:${String(run["id"])}:${String(run["attempt"])}`));
  const wanted = run["state"] === "succeeded" ? "workspace_ready" : "workspace_failed";
  return told(wanted) ? [] : [`the owner of ${String(tenant["subdomain"])} was not told ${wanted}`];
}

/** The register on the master site follows the tenants. */
function badRegister(world: World): string[] {
  const register = world.mariadb.databases.get("_master")?.register ?? new Map<string, Record<string, unknown>>();
  const wanted = new Map<string, string>();
  for (const tenant of rows(world, "tenant")) {
    const status = tenant["state"] === "active" ? "Active" : hasSite(tenant) ? "Suspended" : tenant["state"] === "deleted" ? "Deleted" : null;
    if (status !== null) wanted.set(String(tenant["subdomain"]), status);
  }
  return [
    ...[...wanted].filter(([name, status]) => register.get(name)?.["status"] !== status).map(([name, status]) => `${MASTER_SITE} has ${name} as ${String(register.get(name)?.["status"])} instead of ${status}`),
    ...[...register.keys()].filter((name) => !wanted.has(name)).map((name) => `${MASTER_SITE} has ${name}, which was not built`),
  ];
}

/** What the reconciler had to tell of without cause: what came back behind the system's back is for it, and what waits for a person; all of that is closed. */
function drift(world: World): string[] {
  return world.server.rows("drift").flatMap(({ kind, subject, state }) => {
    if (state === "suspected") return [];
    if (kind !== "attention" && !world.cameBack.has(String(subject))) return [`the reconciler told of ${String(kind)} ${String(subject)}`];
    return state === "closed" ? [] : [`the drift ${String(kind)} ${String(subject)} is ${String(state)}`];
  });
}

/** Nobody is told what did not come to pass. */
function untrueMails(world: World): string[] {
  const events = world.server.rows("auditEvent");
  return rows(world, "outboxMail").flatMap(({ key }) => {
    const [template, run, attempt] = String(key).split(":");
    const action = template === "workspace_ready" ? "tenant.activated" : template === "workspace_failed" ? "run.rolled_back" : null;
    if (action === null) return [];
    const isTrue = events.some((event) => event["action"] === action && event["runId"] === run && event["attempt"] === Number(attempt));
    return isTrue ? [] : [`the owner was told ${String(template)} of attempt ${String(attempt)}, which was not so`];
  });
}

/** A workspace that was removed has left its backup. */
function lostBackups(world: World): string[] {
  return rows(world, "tenant").filter(({ state }) => state === "deleted").flatMap((tenant) => {
    const files = [...world.disk.contents(`${STATE_DIR}/backups/${String(tenant["site"])}`)];
    return files.length >= 4 ? [] : [`of ${String(tenant["subdomain"])}, which was removed, ${files.length} files of a backup are kept instead of 4`];
  });
}

/** A run that somebody stopped before the workspace was open is rolled back. */
function ignoredAborts(world: World): string[] {
  const events = world.server.rows("auditEvent");
  return rows(world, "run").filter(({ abortRequestedAt, state }) => abortRequestedAt !== null && state === "succeeded").flatMap((run) => {
    const at = (action: string, step: string | null): bigint => {
      const event = events.find((row) => row["runId"] === run["id"] && row["attempt"] === run["attempt"] && row["action"] === action && row["step"] === step);
      return event === undefined ? -1n : (event["id"] as bigint);
    };
    return at("run.abort_requested", null) < at("step.started", "activate") ? [`run ${String(run["reference"])} succeeded although it was stopped`] : [];
  });
}

/** Invariant 7: the log's events are the states' transitions. */
async function gaps(world: World): Promise<string[]> {
  const found = await Promise.all(rows(world, "tenant").map(({ id }) => findAuditGaps(world.prisma, String(id))));
  return found.flat();
}
