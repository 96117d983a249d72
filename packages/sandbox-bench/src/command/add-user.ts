import { ROLES } from "../frappe/basic-documents.ts";
import { addUser, setPassword } from "../frappe/user.ts";
import { type Command, onEachSite } from "./context.ts";
import { flag, value, values } from "./parse.ts";

const options = { "--first-name": value("firstName"), "--last-name": value("lastName"), "--password": value("password"), "--send-welcome-email": flag("welcome") };

/** `add-user EMAIL --add-role R …`: silent when it worked. */
export const addUserCommand: Command = {
  usage: { name: "add-user", arguments: ["EMAIL"], options: { ...options, "--user-type": value("userType"), "--add-role": values("roles") } },
  run: (context, trouble) => add(context, trouble, context.given.values("roles")),
};

/** `add-system-manager EMAIL`: a user with every role there is. */
export const addSystemManager: Command = {
  usage: { name: "add-system-manager", arguments: ["EMAIL"], options },
  run: (context, trouble) => add(context, trouble, ROLES),
};

function add(context: Parameters<Command["run"]>[0], trouble: Parameters<Command["run"]>[1], roles: readonly string[]): Promise<void> {
  const { given } = context;
  return onEachSite(context, trouble, (site) => {
    const database = site.connect();
    const email = given.positional[0] ?? "";
    trouble.beforeAsking("queue");
    addUser(database, { email, firstName: given.value("firstName") ?? email, lastName: given.value("lastName"), userType: given.value("userType"), roles }, { user: "Administrator", now: new Date() });
    const password = given.value("password");
    if (password !== undefined) setPassword(database, email.toLowerCase(), password);
  });
}
