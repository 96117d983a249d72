import { installApp } from "../frappe/install-app.ts";
import { FrappeError } from "../frappe/errors.ts";
import { OperationalError } from "../mariadb/errors.ts";
import { Exit } from "../terminal/console.ts";
import { type Command, namedSites, openSite } from "./context.ts";
import { flag } from "./parse.ts";
import { traceback } from "./traceback.ts";

/** `bench --site S install-app A…`: a failure is told on stdout, and leaves what was committed by then. */
export const installAppCommand: Command = {
  usage: { name: "install-app", arguments: ["APPS*"], options: { "--force": flag("force") } },
  subject: (given) => ({ apps: given.positional }),
  async run(context, trouble) {
    let failed = false;
    for (const name of namedSites(context)) {
      const site = openSite(context, name, trouble);
      await trouble.at(0);
      await site.underLock("install_app", async () => {
        for (const app of context.given.positional) {
          try {
            const adminPassword = () => context.console.askPassword("Set Administrator password: ");
            await installApp({ site, database: site.connect(), console: context.console, adminPassword }, app, context.given.has("force"));
          } catch (error) {
            failed = true;
            context.console.say(explain(error, app, name));
          }
        }
      });
    }
    if (failed) throw new Exit(1);
  },
};

function explain(error: unknown, app: string, site: string): string {
  if (error instanceof FrappeError && error.type === "IncompatibleApp") return `App ${app} is Incompatible with Site ${site}`;
  if (error instanceof FrappeError || error instanceof OperationalError) return `An error occurred while installing ${app}: ${error.message}\n${traceback(error)}`;
  throw error;
}
