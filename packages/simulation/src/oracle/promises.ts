import { databaseName } from "@nexus/domain/names/site";
import type { SiteDatabase } from "../bench/mariadb.ts";
import type { Row } from "../database/schema.ts";
import { NEW_PASSWORD, PASSWORD } from "../world/people.ts";
import { FOREIGN_SITE, type World } from "../world/world.ts";

/** States of a tenant that has a site. */
const WITH_SITE = ["active", "suspended", "deletion_scheduled"];
/** What a site or a database of the wanted name is told as. */
const IN_THE_WAY = ["SITE_EXISTS", "DATABASE_EXISTS", "NOT_OURS"];
const PASSWORDS = ["owner_password", "administrator_password", "new_owner_password"];

/** What the runs that succeeded, or were rolled back, have promised and not kept: secrets, passwords, keys, register, mails. */
export function brokenPromises(world: World): string[] {
  return world.server.rows("tenant").flatMap((tenant) => {
    const name = String(tenant["subdomain"]);
    const problems = [...keptSecrets(world, tenant), ...untoldChanges(world, tenant), ...stumbles(world, tenant), ...takenBack(world, tenant)];
    const database = databaseOf(world, tenant);
    if (database !== undefined) problems.push(...wrongAccount(world, tenant, database), ...wrongEntry(world, tenant, database));
    return problems.map((problem) => `${name}: ${problem}`);
  });
}

const runsOf = (world: World, tenant: Row, kind: string): Row[] =>
  world.server.rows("run").filter((run) => run["tenantId"] === tenant["id"] && run["kind"] === kind);

function databaseOf(world: World, tenant: Row): SiteDatabase | undefined {
  const run = runsOf(world, tenant, "provision")[0];
  if (run === undefined || !WITH_SITE.includes(String(tenant["state"]))) return undefined;
  return world.mariadb.databases.get(databaseName(String(run["id"]), Number(run["attempt"])));
}

/** Of a workspace that is there, only its keys are kept, for a while; of one that is not, at most the password for a retry. */
function keptSecrets(world: World, tenant: Row): string[] {
  const state = String(tenant["state"]);
  return world.server.rows("secret").filter(({ subject }) => subject === tenant["id"]).flatMap(({ purpose, expiresAt }) => {
    const isPassword = PASSWORDS.includes(String(purpose));
    const mayBe = WITH_SITE.includes(state) ? !isPassword : state === "released" && purpose === "owner_password";
    if (!mayBe) return [`${String(purpose)} is still kept of a workspace that is ${state}`];
    return expiresAt === null ? [`${String(purpose)} is kept for ever`] : [];
  });
}

/** No build ends by what an earlier try of ours has left. */
function stumbles(world: World, tenant: Row): string[] {
  if (tenant["site"] === FOREIGN_SITE) return [];
  const failed = world.server.rows("auditEvent").filter(({ tenantId, action, errorCode }) => tenantId === tenant["id"] && action === "step.failed" && IN_THE_WAY.includes(String(errorCode)));
  return failed.map(({ step, errorCode }) => `${String(step)} failed by something of ours that was in the way (${String(errorCode)})`);
}

/** What was open is closed and removed by runs of its own, never by the undo of its build. */
function takenBack(world: World, tenant: Row): string[] {
  const events = world.server.rows("auditEvent").filter(({ tenantId }) => tenantId === tenant["id"]);
  const undone = events.filter(({ action }) => action === "run.undo_started");
  return undone.filter((undo) => events.some(({ action, runId, attempt, id }) => action === "tenant.activated" && runId === undo["runId"] && attempt === undo["attempt"] && Number(id) < Number(undo["id"])))
    .map(() => "it was open when its build was undone");
}

function ownerOf(world: World, tenant: Row): string {
  return String(world.server.rows("user").find(({ id }) => id === tenant["ownerId"])?.["email"]);
}

function wrongAccount(world: World, tenant: Row, database: SiteDatabase): string[] {
  const account = database.users.get(ownerOf(world, tenant));
  if (account === undefined) return ["its owner has no account on the site"];
  const reset = runsOf(world, tenant, "reset_password").at(-1);
  // One that failed may have changed it, or not.
  const wanted = reset === undefined ? PASSWORD : reset["state"] === "succeeded" ? NEW_PASSWORD : null;
  return [
    ...(wanted === null || account.password === wanted ? [] : ["the owner's account has another password than was chosen"]),
    ...(account.apiKey === null || account.apiSecret === null ? ["the owner's account has no API keys"] : []),
  ];
}

/** The register has the workspace as it is, with keys that its site knows. */
function wrongEntry(world: World, tenant: Row, database: SiteDatabase): string[] {
  const entry = world.mariadb.databases.get("_master")?.register.get(String(tenant["subdomain"]));
  const account = database.users.get(ownerOf(world, tenant));
  if (entry === undefined || account === undefined) return [];
  return [
    ...(entry["plan"] === tenant["plan"] ? [] : [`the register has the plan ${String(entry["plan"])} instead of ${String(tenant["plan"])}`]),
    ...(entry["apiKey"] === account.apiKey && entry["apiSecret"] === account.apiSecret ? [] : ["the register has other API keys than the site"]),
  ];
}

/** Each change of a workspace was told to its owner. */
function untoldChanges(world: World, tenant: Row): string[] {
  const keys = new Set(world.server.rows("outboxMail").map(({ key }) => String(key)));
  const told = (template: string, run: Row): string[] => (keys.has(`${template}:${String(run["id"])}:${String(run["attempt"])}`) ? [] : [`its owner was not told ${template}`]);
  const reset = runsOf(world, tenant, "reset_password").flatMap((run) => told(run["state"] === "succeeded" ? "password_changed" : "password_not_changed", run));
  const resumed = runsOf(world, tenant, "resume").at(-1);
  const mail = (resumed?.["input"] as { mail?: string } | undefined)?.mail;
  if (resumed === undefined || mail === undefined || resumed["state"] !== "succeeded" || tenant["state"] !== "active") return reset;
  return [...reset, ...told(mail, resumed)];
}
