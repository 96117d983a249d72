import { installedApps } from "../frappe/defaults.ts";
import { type Command, openSite } from "./context.ts";
import { value } from "./parse.ts";

/** `list-apps [-f json]`: the JSON form says `[]` until a migration has filled Installed Applications. */
export const listApps: Command = {
  usage: { name: "list-apps", arguments: [], options: { "-f": value("format", ["text", "json"]), "--format": value("format", ["text", "json"]) } },
  async run(context, trouble) {
    const summary: Record<string, string[]> = {};
    for (const name of context.sites) {
      const database = openSite(context, name, trouble).connect();
      const rows = Object.values(database.read("tabInstalled Application"));
      summary[name] = rows.map((row) => String(row["app_name"]));
      if (context.given.value("format") === "json") continue;
      const widths = ["app_name", "app_version"].map((field) => Math.max(...rows.map((row) => String(row[field]).length)));
      const lines = rows.map((row) => `${String(row["app_name"]).padEnd(widths[0] ?? 0)} ${String(row["app_version"]).padEnd(widths[1] ?? 0)} ${String(row["git_branch"])}`);
      const title = context.sites.length > 1 ? name : "";
      context.console.say(`${title}\n${(rows.length > 0 ? lines : installedApps(database)).join("\n")}\n`);
    }
    if (context.given.value("format") === "json") context.console.say(JSON.stringify(summary, null, 1));
  },
};
