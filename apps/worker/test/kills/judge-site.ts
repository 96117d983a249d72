import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { databaseName } from "@nexus/domain/names/site";
import { MAX_USERS, type Plan } from "@nexus/domain/plans/plan";
import { LIVE_STATES, type TenantState } from "@nexus/domain/states/tenant";
import { benchAt } from "@nexus/sandbox-bench/bench/paths";
import { revealSecret } from "@nexus/sandbox-bench/frappe/secret-field";
import { Site } from "@nexus/sandbox-bench/frappe/site";
import { Trouble } from "@nexus/sandbox-bench/trouble";
import { askSite } from "../../src/ports/ask-site.ts";
import { MASTER_SITE, type World } from "../world/world.ts";
import { passwordAfter } from "./begin-run.ts";
import type { JudgedTenant } from "./judge-rows.ts";

const REGISTER = "tabSaaS Tenant";
/** Of a database, of the files, public and private, and of the site's config. */
const FILES_OF_A_BACKUP = 4;

/** What is wrong with a workspace's site as its visitors and its owner meet it, with its entry in the register, and with its backup. */
export async function judgeSite(world: World, tenant: JudgedTenant): Promise<string[]> {
  const state = tenant.state as TenantState;
  return [
    ...(LIVE_STATES.includes(state) ? [...await judgeVisits(world, tenant), ...judgePlan(world, tenant)] : []),
    ...judgeEntry(world, tenant),
    ...(state === "deleted" ? judgeBackup(world, tenant) : []),
  ];
}

function open(world: World, name: string) {
  const site = new Site(benchAt(world.bench), name, new Trouble(world.bench, []));
  return { site, database: site.connect() };
}

async function judgeVisits({ sitesUrl }: World, { site, state, subdomain, owner, runs }: JudgedTenant): Promise<string[]> {
  const { status } = await askSite(sitesUrl, site, { method: "GET", path: "/api/method/ping" });
  if (state !== "active") return status === 503 ? [] : [`it is ${state}, and its site answers ${status}`];
  if (status !== 200) return [`it is open, and its site answers ${status}`];
  const signIn = async (password: string): Promise<number> => {
    const form = new URLSearchParams({ usr: owner.email, pwd: password }).toString();
    return (await askSite(sitesUrl, site, { method: "POST", path: "/api/method/login", form })).status;
  };
  const resets = runs.filter((run) => run.kind === "reset_password" && run.state === "succeeded").length;
  return [
    ...(await signIn(passwordAfter(subdomain, resets)) === 200 ? [] : ["its owner's password is refused"]),
    ...(resets > 0 && await signIn(passwordAfter(subdomain, resets - 1)) !== 401 ? ["its owner's former password is good"] : []),
  ];
}

function judgePlan(world: World, { site, plan }: JudgedTenant): string[] {
  const settings = open(world, site).database.read("tabSingles")["SaaS Settings"] ?? {};
  const isRight = settings["plan_type"] === plan && Number(settings["max_users"]) === MAX_USERS[plan as Plan];
  return isRight ? [] : [`its plan is ${plan}, and its settings are ${JSON.stringify(settings)}`];
}

/** The register has the workspace as it is, with keys that its site knows; and none that never was. */
function judgeEntry(world: World, { state, subdomain, site, plan, owner }: JudgedTenant): string[] {
  const master = open(world, MASTER_SITE);
  // The first one that is entered brings the table.
  const entry = master.database.tables().includes(REGISTER) ? master.database.read(REGISTER)[subdomain] : undefined;
  if (state === "released") return entry === undefined ? [] : ["the register has it although it was not built"];
  const status = state === "active" ? "Active" : state === "deleted" ? "Deleted" : "Suspended";
  const wanted = { status, plan_type: plan, owner_email: owner.email, admin_user: owner.email };
  const wrong = Object.entries(wanted).filter(([field, value]) => entry?.[field] !== value).map(([field, value]) => `the register has ${field} ${String(entry?.[field])} instead of ${value}`);
  if (state === "deleted") return wrong;
  const own = open(world, site);
  const ownSecret = revealSecret(own.site, own.database, { doctype: "User", name: owner.email, field: "api_secret" });
  const secret = revealSecret(master.site, master.database, { doctype: "SaaS Tenant", name: subdomain, field: "api_secret" });
  const areSame = ownSecret !== null && secret === ownSecret && entry?.["api_key"] === own.database.read("tabUser")[owner.email]?.["api_key"];
  return areSame ? wrong : [...wrong, "the register has other API keys than the site"];
}

/** One backup is kept of a workspace that was removed, whole, and noted as it is. */
function judgeBackup({ directory }: World, { site, runs }: JudgedTenant): string[] {
  const [build] = runs;
  const backups = join(directory, "agent", "backups");
  const kept = list(join(backups, site)).map((name) => ({ name, bytes: statSync(join(backups, site, name)).size })).sort(byName);
  if (build === undefined || kept.length !== FILES_OF_A_BACKUP || kept.some(({ bytes }) => bytes === 0)) return [`of its backup there is ${JSON.stringify(kept)}`];
  const note = JSON.parse(readFileSync(join(backups, `${databaseName(build.id, build.attempt)}.json`), "utf8")) as { files: typeof kept };
  return JSON.stringify([...note.files].sort(byName)) === JSON.stringify(kept) ? [] : [`its backup is ${JSON.stringify(kept)}, and was noted as ${JSON.stringify(note.files)}`];
}

const byName = (one: { name: string }, other: { name: string }): number => one.name.localeCompare(other.name);

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
