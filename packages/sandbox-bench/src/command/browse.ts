import { beginSession } from "../frappe/session.ts";
import { findUser } from "../frappe/user.ts";
import { Exit } from "../terminal/console.ts";
import { type Command, namedSites } from "./context.ts";
import { value } from "./parse.ts";
import { Site } from "../frappe/site.ts";

/** `browse [SITE] --user U`: prints a session's address, but opens no browser. */
export const browse: Command = {
  usage: { name: "browse", arguments: ["SITE?"], options: { "--user": value("user") } },
  async run(context, trouble) {
    const { console, given } = context;
    const name = context.sites[0] ?? given.positional[0] ?? namedSites(context)[0] ?? "";
    const site = new Site(context.bench, name, trouble);
    if (!site.exists()) {
      console.complain(`\nSite named ${name} doesn't exist\n`);
      throw new Exit(1);
    }
    const user = given.value("user");
    if (user === undefined) return;
    const database = site.connect();
    if (findUser(database, user) === null) {
      console.say(`User ${user} does not exist`);
      throw new Exit(1);
    }
    if (user !== "Administrator" && site.config()["developer_mode"] !== 1) return console.say("Please enable developer mode to login as a user");
    console.say(`Login URL: http://${name}/app?sid=${beginSession(database, user, new Date())}`);
  },
};
