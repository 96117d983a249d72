import { createHash, randomInt } from "node:crypto";
import { existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchApps } from "../bench/app-manifest.ts";
import { writeJson } from "../disk/write-atomic.ts";
import { signInAsAdministrator } from "../frappe/administrator.ts";
import { readBackup } from "../frappe/backup-file.ts";
import { createSiteDatabase } from "../frappe/create-database.ts";
import { connectForImport } from "../frappe/import-connection.ts";
import { FRAMEWORK_TABLES } from "../frappe/basic-documents.ts";
import { installApp } from "../frappe/install-app.ts";
import { schedulerEnabled } from "../frappe/scheduler.ts";
import { Site } from "../frappe/site.ts";
import type { Database } from "../mariadb/database.ts";
import { Exit } from "../terminal/console.ts";
import type { Command, Context } from "./context.ts";
import { type Arguments, flag, value, values } from "./parse.ts";
import { setDefaultSite } from "./use.ts";

/** Options that every command takes which needs the database's administrator. */
export const ADMINISTRATOR_OPTIONS = {
  "--db-root-username": value("rootUser"), "--mariadb-root-username": value("rootUser"),
  "--db-root-password": value("rootPassword"), "--mariadb-root-password": value("rootPassword"),
};

/** `bench new-site`: folder, configuration, database, user, frappe, further apps. Cleans nothing up when it fails. */
export const newSite: Command = {
  usage: {
    name: "new-site",
    arguments: ["SITE"],
    options: {
      ...ADMINISTRATOR_OPTIONS,
      "--db-name": value("dbName"), "--db-password": value("dbPassword"), "--db-type": value("dbType", ["mariadb", "postgres"]),
      "--db-host": value("dbHost"), "--db-port": value("dbPort"), "--db-socket": value("dbSocket"), "--mariadb-db-socket": value("dbSocket"),
      "--no-mariadb-socket": flag("anyHost"), "--mariadb-user-host-login-scope": value("loginScope"),
      "--admin-password": value("adminPassword"), "--verbose": flag("verbose"), "--force": flag("force"),
      "--source-sql": value("sourceSql"), "--source_sql": value("sourceSql"), "--install-app": values("apps"),
      "--set-default": flag("setDefault"), "--setup-db": { key: "noSetup", kind: "no-flag" }, "--no-setup-db": flag("noSetup"),
    },
  },
  subject: (given) => ({ site: given.positional[0] ?? "", apps: ["frappe", ...given.values("apps")] }),
  async run(context, trouble) {
    const site = new Site(context.bench, context.given.positional[0] ?? "", trouble);
    refuseImpossible(context, site);
    await trouble.at(0);
    makeFolders(site);
    await site.underLock("bench_new_site", () => create(context, site));
    if (context.given.has("setDefault")) setDefaultSite(context, site.name);
  },
};

function refuseImpossible({ bench, console, given }: Context, site: Site): void {
  if (benchApps(bench).includes(site.name)) {
    console.say(`Your bench has an app called ${site.name}, please choose another name for the site.`);
    throw new Exit(1);
  }
  if (!given.has("force") && existsSync(site.folder)) {
    console.say(`Site ${site.name} already exists`);
    throw new Exit(1);
  }
}

function makeFolders(site: Site): void {
  for (const folder of ["public/files", "private/backups", "private/files", "locks", "logs"]) {
    mkdirSync(join(site.folder, folder), { recursive: true });
  }
}

async function create(context: Context, site: Site): Promise<void> {
  const { console, given } = context;
  if (!site.exists()) writeJson(site.configFile, newConfig(site, given));
  const { db_name: name, db_password: password, ...config } = site.config();
  if (!given.has("noSetup")) {
    await signInAsAdministrator(site, console, { user: given.value("rootUser"), password: given.value("rootPassword") });
    const host = given.has("anyHost") ? "%" : (given.value("loginScope") ?? null);
    createSiteDatabase(site, { name: String(name), password: String(password), host, force: given.has("force") });
  }
  const database = connectForImport(site, console);
  console.say("Warning: MariaDB version ['10.11', '11'] is more than 10.8 which is not yet tested with Frappe Framework.");
  bootstrap(database, given.value("sourceSql"));
  const extra = config["install_apps"];
  const adminPassword = () => askAdminPassword(context, config["admin_password"]);
  for (const app of ["frappe", ...(Array.isArray(extra) ? extra.map(String) : []), ...given.values("apps")]) {
    await installApp({ site, database, console, adminPassword }, app);
  }
  if (!given.has("sourceSql")) writeFileSync(join(site.folder, ".test_log"), "");
  console.say(`*** Scheduler is ${schedulerEnabled(site, database) ? "enabled" : "disabled"} ***`);
}

function newConfig(site: Site, given: Arguments): Record<string, unknown> {
  const port = given.value("dbPort");
  return {
    db_name: given.value("dbName") ?? nameFromPath(site),
    db_password: given.value("dbPassword") ?? randomString(16),
    db_type: given.value("dbType") ?? "mariadb",
    ...(given.has("dbSocket") ? { db_socket: given.value("dbSocket") } : {}),
    ...(given.has("dbHost") ? { db_host: given.value("dbHost") } : {}),
    ...(port === undefined ? {} : { db_port: Number(port) }),
  };
}

/** v15 derives the name from the folder's path, so that a renamed site and a new one of its old name collide. */
function nameFromPath(site: Site): string {
  return `_${createHash("sha1").update(realpathSync(site.folder)).digest("hex").slice(0, 16)}`;
}

function randomString(length: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

function bootstrap(database: Database, sourceSql: string | undefined): void {
  if (sourceSql === undefined) database.createTables(FRAMEWORK_TABLES);
  else database.load(readBackup(sourceSql));
}

/** The configuration's password beats the option; without either it is asked for twice, until both agree. */
async function askAdminPassword({ console, given }: Context, configured: unknown): Promise<string> {
  const known = typeof configured === "string" && configured !== "" ? configured : given.value("adminPassword");
  if (known !== undefined && known !== "") return known;
  for (;;) {
    const first = await console.askPassword("Set Administrator password: ");
    if (first === (await console.askPassword("Re-enter Administrator password: "))) return first;
    console.say("\nPasswords do not match");
  }
}
