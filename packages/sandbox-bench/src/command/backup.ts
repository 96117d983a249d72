import { takeBackup } from "../frappe/backup.ts";
import { FrappeError } from "../frappe/errors.ts";
import { OperationalError } from "../mariadb/errors.ts";
import { Exit } from "../terminal/console.ts";
import { type Command, namedSites, openSite } from "./context.ts";
import { flag, value } from "./parse.ts";

/** `backup [--with-files] …`: a site that fails is told on stdout, the others go on. */
export const backup: Command = {
  usage: {
    name: "backup",
    arguments: [],
    options: {
      "--with-files": flag("withFiles"), "--compress": flag("compress"), "--verbose": flag("verbose"), "--ignore-backup-conf": flag("ignoreConf"),
      "--backup-path": value("folder"), "--backup-path-db": value("databaseFile"), "--backup-path-files": value("publicFile"),
      "--backup-path-private-files": value("privateFile"), "--backup-path-conf": value("configFile"),
      "--include": value("include"), "--only": value("include"), "-i": value("include"), "--exclude": value("exclude"), "-e": value("exclude"),
      "--old-backup-metadata": flag("oldMetadata"),
    },
  },
  async run(context, trouble) {
    let failed = false;
    const { console, given } = context;
    for (const name of namedSites(context)) {
      const site = openSite(context, name, trouble);
      try {
        await trouble.at(0);
        const { summary } = takeBackup(site, { withFiles: given.has("withFiles"), now: new Date(), folder: given.value("folder"), databaseFile: given.value("databaseFile") });
        for (const line of summary) console.say(line);
        await trouble.at(100);
        console.say(`Backup for Site ${name} has been successfully completed${given.has("withFiles") ? " with files" : ""}`);
      } catch (error) {
        if (!(error instanceof FrappeError || error instanceof OperationalError)) throw error;
        failed = true;
        console.say(`Backup failed for Site ${name}. Database or site_config.json may be corrupted`);
      }
    }
    if (failed) throw new Exit(1);
  },
};
