import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sealingKey, unseal } from "@nexus/domain/secrets/seal";
import { LIVE_STATES, type TenantState } from "@nexus/domain/states/tenant";
import { askSite } from "../../src/ports/ask-site.ts";
import { dumpTables, filesBelow, foundIn, type Place } from "../world/secret-search.ts";
import { ROOT_PASSWORD, type World } from "../world/world.ts";
import { passwordAfter } from "./begin-run.ts";
import type { JudgedTenant } from "./judge-rows.ts";

export interface Secrets {
  /** What is wrong with the secrets that are kept of a workspace; remembers them, to look for them later. */
  readonly judge: (tenant: JudgedTenant) => Promise<string[]>;
  /** Where one of all these secrets lies in the clear: logs, ledger, tables. */
  readonly leaked: () => Promise<string[]>;
}

/** Of a workspace that is there its keys are kept, for a while; of one that was not built the password, for another try. */
const KEPT: Readonly<Partial<Record<TenantState, readonly string[]>>> = { released: ["owner_password"], ...Object.fromEntries(LIVE_STATES.map((state) => [state, ["api_key", "api_secret"]])) };
const LINK = "sign_in_link";
/** For how long a link is kept for its asker, in milliseconds. */
const LINK_MS = 60_000;

export function watchSecrets(world: World): Secrets {
  /** Each secret with what it was first met as. */
  const seen = new Map([[world.agentSecret, "the agent's secret"], [world.encryptionKey, "the encryption key"], [ROOT_PASSWORD, "the database administrator's password"]]);
  const remember = (name: string, secret: string): void => void (seen.has(secret) || seen.set(secret, name));
  const key = sealingKey(world.encryptionKey);
  return {
    judge: async (tenant) => {
      const { id, subdomain, runs } = tenant;
      const resets = runs.filter(({ kind }) => kind === "reset_password").length;
      for (let at = 0; at <= resets; at += 1) remember(`password ${at} of ${subdomain}`, passwordAfter(subdomain, at));
      const rows = await world.prisma.secret.findMany({ where: { tenantId: id } });
      const opened = rows.map(({ subject, purpose, sealed, expiresAt }) => ({ subject, purpose, expiresAt, plain: unseal(key, { subject, purpose }, sealed) }));
      for (const { subject, purpose, plain } of opened) remember(`${purpose} of ${subdomain} (${subject})`, purpose === LINK ? new URL(plain, "http://x").searchParams.get("key") ?? plain : plain);
      const allowed = [...KEPT[tenant.state as TenantState] ?? [], LINK];
      const lost = tenant.state === "released" && !opened.some(({ purpose }) => purpose === "owner_password") ? ["its owner_password is lost, and with it the retry"] : [];
      return [...lost, ...opened.flatMap(({ purpose, expiresAt }) => {
        if (!allowed.includes(purpose)) return [`its ${purpose} is still kept`];
        return expiresAt === null ? [`its ${purpose} is kept for ever`] : [];
      })];
    },
    leaked: async () => {
      const logs = readdirSync(world.directory).filter((name) => name.endsWith(".log")).map((name): Place => [name, readFileSync(join(world.directory, name), "utf8")]);
      // A backup is the site's own, with all that its owner has in it.
      const ledger = filesBelow(join(world.directory, "agent")).filter(([name]) => !isOfBackup(name));
      const bench: Place = ["bench.log", readFileSync(join(world.bench, "logs", "bench.log"), "utf8")];
      return foundIn(new Map([...seen].map(([secret, name]) => [name, secret])), [...logs, ...ledger, bench, ...await dumpTables(world.databaseUrl)]);
    },
  };
}

const isOfBackup = (name: string): boolean => /^\d{8}_\d{6}-/.test(name);

/** Whether a sign-in leads into the site, once, as long as its link is kept. */
export async function judgeLink(world: World, run: { readonly id: string; readonly finishedAt: Date | null }, site: string): Promise<string[]> {
  const row = await world.prisma.secret.findUnique({ where: { subject_purpose: { subject: run.id, purpose: LINK } } });
  if (row === null) return Date.now() - (run.finishedAt?.getTime() ?? 0) < LINK_MS ? ["there is no link for its asker"] : [];
  const path = unseal(sealingKey(world.encryptionKey), { subject: run.id, purpose: LINK }, row.sealed);
  const statuses = [];
  for (let times = 0; times < 2; times += 1) statuses.push((await askSite(world.sitesUrl, site, { method: "GET", path })).status);
  return statuses.join() === "302,403" ? [] : [`its link answered ${statuses.join(", then ")}`];
}
