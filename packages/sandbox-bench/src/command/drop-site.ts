import { existsSync, mkdirSync, renameSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { signInAsAdministrator } from "../frappe/administrator.ts";
import { takeBackup } from "../frappe/backup.ts";
import { logDdl } from "../frappe/database-log.ts";
import { FrappeError, siteMissing } from "../frappe/errors.ts";
import { Site } from "../frappe/site.ts";
import { OperationalError } from "../mariadb/errors.ts";
import { CURRENT_HOST } from "../mariadb/server.ts";
import { Exit } from "../terminal/console.ts";
import type { Command, Context } from "./context.ts";
import { ADMINISTRATOR_OPTIONS } from "./new-site.ts";
import { flag, value } from "./parse.ts";

/** `bench drop-site`: backup, database and user, then the folder to the archive with its secrets in it. */
export const dropSite: Command = {
  usage: {
    name: "drop-site",
    arguments: ["SITE"],
    options: {
      ...ADMINISTRATOR_OPTIONS,
      "--root-login": value("rootUser"), "--root-password": value("rootPassword"),
      "--archived-sites-path": value("archive"), "--no-backup": flag("noBackup"), "--force": flag("force"),
    },
  },
  subject: (given) => ({ site: given.positional[0] ?? "" }),
  async run(context, trouble) {
    const { bench, console, given } = context;
    const site = new Site(bench, given.positional[0] ?? "", trouble);
    if (!site.exists()) throw siteMissing(site.name);
    await trouble.at(0);
    if (!given.has("noBackup")) backUp(context, site);
    console.say("Dropping site database and user");
    const server = await signInAsAdministrator(site, console, { user: given.value("rootUser"), password: given.value("rootPassword") });
    const name = String(site.config()["db_name"]);
    logDdl(site, `DROP DATABASE IF EXISTS \`${name}\``);
    server.dropDatabase(name);
    await trouble.at(40);
    for (const host of ["%", CURRENT_HOST]) server.dropUser(name, host);
    await trouble.at(80);
    const archive = resolve(given.value("archive") ?? bench.archive);
    console.say(`Moving site to archive under ${archive}`);
    moveToArchive(site, archive);
    await trouble.at(100);
  },
};

function backUp({ console, given }: Context, site: Site): void {
  console.say(`Taking backup of ${site.name}`);
  try {
    for (const line of takeBackup(site, { withFiles: true, now: new Date() }).summary) console.say(line);
  } catch (error) {
    if (given.has("force")) return;
    if (!(error instanceof FrappeError || error instanceof OperationalError)) throw error;
    console.say("=".repeat(80));
    console.say(`Error: The operation has stopped because backup of ${site.name}'s database failed.`);
    console.say(`Reason: ${error.message}\n\nFix the issue and try again.`);
    console.say(`Hint: Use 'bench drop-site ${site.name} --force' to force the removal of ${site.name}`);
    throw new Exit(1);
  }
}

/** Never overwrites an older archive of the same name: the next free number is appended. */
function moveToArchive(site: Site, archive: string): void {
  mkdirSync(archive, { recursive: true });
  for (let count = 0; ; count += 1) {
    const target = join(archive, `${basename(site.folder)}${count === 0 ? "" : count}`);
    if (existsSync(target)) continue;
    return renameSync(site.folder, target);
  }
}
