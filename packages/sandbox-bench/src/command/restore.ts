import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { signInAsAdministrator } from "../frappe/administrator.ts";
import { readBackup } from "../frappe/backup-file.ts";
import { createSiteDatabase } from "../frappe/create-database.ts";
import { FrappeError } from "../frappe/errors.ts";
import { installApp } from "../frappe/install-app.ts";
import { schedulerEnabled } from "../frappe/scheduler.ts";
import type { Site } from "../frappe/site.ts";
import { OperationalError } from "../mariadb/errors.ts";
import { Exit } from "../terminal/console.ts";
import { type Command, type Context, namedSites, openSite } from "./context.ts";
import { ADMINISTRATOR_OPTIONS } from "./new-site.ts";
import { flag, value, values } from "./parse.ts";

/** `restore FILE`: drops the site's database and makes it again from a backup; `--admin-password` has no effect on it. */
export const restore: Command = {
  usage: {
    name: "restore",
    arguments: ["SQL_FILE_PATH"],
    options: {
      ...ADMINISTRATOR_OPTIONS,
      "--db-name": value("dbName"), "--admin-password": value("adminPassword"), "--install-app": values("apps"), "--force": flag("force"),
      "--with-public-files": value("publicFiles"), "--with-private-files": value("privateFiles"), "--encryption-key": value("encryptionKey"),
    },
  },
  async run(context, trouble) {
    const site = openSite(context, namedSites(context)[0] ?? "", trouble);
    const file = findFile(context, site, context.given.positional[0] ?? "");
    await trouble.at(0);
    await site.underLock("site_restore", () => restoreFrom(context, site, file));
    await trouble.at(100);
    const withFiles = context.given.has("publicFiles") || context.given.has("privateFiles");
    context.console.say(`Site ${site.name} has been restored${withFiles ? " with files" : ""}`);
  },
};

async function restoreFrom({ console, given }: Context, site: Site, file: string): Promise<void> {
  try {
    const dump = readBackup(file);
    const { db_name: name, db_password: password } = site.config();
    await signInAsAdministrator(site, console, { user: given.value("rootUser"), password: given.value("rootPassword") });
    createSiteDatabase(site, { name: String(name), password: String(password), host: null, force: true });
    const database = site.connect();
    database.load(dump);
    const adminPassword = () => console.askPassword("Set Administrator password: ");
    for (const app of ["frappe", ...given.values("apps")]) await installApp({ site, database, console, adminPassword }, app);
    console.say(`*** Scheduler is ${schedulerEnabled(site, database) ? "enabled" : "disabled"} ***`);
  } catch (error) {
    if (!(error instanceof FrappeError || error instanceof OperationalError)) throw error;
    console.say(error.message);
    throw new Exit(1);
  }
}

/** Looks in the current folder, the site's backups and the bench's folder, as Frappe does. */
function findFile({ bench, console }: Context, site: Site, name: string): string {
  if (existsSync(resolve(bench.sites, name))) return resolve(bench.sites, name);
  console.say(`File ${name} not found. Trying to check in alternative directories.`);
  for (const folder of [resolve(site.folder, "private", "backups"), bench.root]) {
    const file = resolve(folder, name);
    if (!existsSync(file)) continue;
    console.say(`File ${file} found.`);
    return file;
  }
  console.say(`File ${name} not found.`);
  throw new Exit(1);
}
