import { readManifest } from "../bench/app-manifest.ts";
import { takeBackup } from "../frappe/backup.ts";
import { installedApps, setInstalledApps } from "../frappe/defaults.ts";
import { tablesOf } from "../frappe/install-app.ts";
import type { Site } from "../frappe/site.ts";
import type { Database } from "../mariadb/database.ts";
import { Exit } from "../terminal/console.ts";
import { type Command, type Context, onEachSite } from "./context.ts";
import { flag } from "./parse.ts";

/** `uninstall-app APP [--yes --no-backup --force --dry-run]`. */
export const uninstallApp: Command = {
  usage: {
    name: "uninstall-app",
    arguments: ["APP"],
    options: { "--yes": flag("yes"), "-y": flag("yes"), "--dry-run": flag("dryRun"), "--no-backup": flag("noBackup"), "--force": flag("force") },
  },
  subject: (given) => ({ apps: given.positional }),
  async run(context, trouble) {
    const [app = ""] = context.given.positional;
    if (app === "frappe") {
      context.console.say("You cannot remove or uninstall the app `frappe`");
      throw new Exit(1);
    }
    await onEachSite(context, trouble, (site) => site.underLock("uninstall_app", () => uninstall(context, site, app)));
  },
};

async function uninstall({ console, given }: Context, site: Site, app: string): Promise<void> {
  const database = site.connect();
  if (!given.has("force") && !installedApps(database).includes(app)) return console.say(`App ${app} not installed on Site ${site.name}`);
  const dependent = installedApps(database).find((other) => readManifest(site.bench, other)?.requiredApps.includes(app));
  if (dependent !== undefined) return console.say(`App ${app} is a dependency of ${dependent}. Uninstall ${dependent} first.`);
  console.say(`Uninstalling App ${app} from Site ${site.name}...`);
  const dryRun = given.has("dryRun");
  const question = "All doctypes (including custom), modules related to this app will be deleted. Are you sure you want to continue?";
  if (!dryRun && !given.has("yes") && !(await console.confirm(question))) return;
  if (!dryRun && !given.has("noBackup")) {
    console.say("Backing up...");
    takeBackup(site, { withFiles: false, now: new Date() });
  }
  removeWhatItBrought(console, { site, database, app, dryRun });
  if (!dryRun) setInstalledApps(database, installedApps(database).filter((other) => other !== app));
  console.say(`Uninstalled App ${app} from Site ${site.name}`);
}

interface Removal {
  readonly site: Site;
  readonly database: Database;
  readonly app: string;
  readonly dryRun: boolean;
}

function removeWhatItBrought(console: Context["console"], { site, database, app, dryRun }: Removal): void {
  const doctypes = Object.values(database.read("tabDocType")).filter((row) => row["app"] === app).map((row) => String(row["name"]));
  for (const [module, row] of Object.entries(database.read("tabModule Def"))) {
    if (row["app_name"] !== app) continue;
    console.say(`Deleting Module '${module}'`);
    for (const doctype of doctypes) console.say(`* removing DocType '${doctype}'...`);
    console.say(`* removing Module Def '${module}'...`);
    if (!dryRun) database.update("tabModule Def", (rows) => delete rows[module]);
  }
  if (dryRun) return;
  const manifest = readManifest(site.bench, app);
  database.update("tabDocType", (rows) => doctypes.forEach((doctype) => delete rows[doctype]));
  database.update("tabSingles", (rows) => doctypes.forEach((doctype) => delete rows[doctype]));
  if (manifest !== null) database.dropTables(tablesOf(manifest));
}
