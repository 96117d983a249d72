import { setPassword, findUser } from "../frappe/user.ts";
import { endSessionsOf } from "../frappe/session.ts";
import { Exit } from "../terminal/console.ts";
import { type Command, type Context, onEachSite } from "./context.ts";
import { flag } from "./parse.ts";
import type { Trouble } from "../trouble.ts";

const options = { "--logout-all-sessions": flag("logout") };

/** `set-admin-password [PASSWORD]`: asks once when none is given; silent when it worked. */
export const setAdminPassword: Command = {
  usage: { name: "set-admin-password", arguments: ["ADMIN_PASSWORD?"], options },
  run: (context, trouble) => change(context, trouble, { user: "Administrator", password: context.given.positional[0] }),
};

/** `set-password USER [PASSWORD]`. */
export const setUserPassword: Command = {
  usage: { name: "set-password", arguments: ["USER", "PASSWORD?"], options },
  run: (context, trouble) => change(context, trouble, { user: context.given.positional[0] ?? "", password: context.given.positional[1] }),
};

function change(context: Context, trouble: Trouble, { user, password }: { user: string; password: string | undefined }): Promise<void> {
  return onEachSite(context, trouble, async (site) => {
    let answer = password ?? "";
    while (answer === "") answer = await context.console.askPassword(`${user}'s password for ${site.name}: `);
    const database = site.connect();
    if (findUser(database, user) === null) {
      context.console.say(`User ${user} does not exist`);
      throw new Exit(1);
    }
    setPassword(database, user, answer);
    if (context.given.has("logout")) endSessionsOf(database, user);
  });
}
