import { join } from "node:path";
import { readObject, writeJson } from "../disk/write-atomic.ts";
import { type Command, namedSites, onEachSite, openSite } from "./context.ts";
import { flag, value } from "./parse.ts";
import { pythonLiteral } from "./python-literal.ts";

/** `set-config KEY VALUE [-g] [-p]`: silent; `None` removes the key. */
export const setConfig: Command = {
  usage: {
    name: "set-config",
    arguments: ["KEY", "VALUE"],
    options: { "-g": flag("global"), "--global": flag("global"), "-p": flag("parse"), "--parse": flag("parse") },
  },
  async run(context, trouble) {
    const [key = "", text = ""] = context.given.positional;
    const setting = { [key]: context.given.has("parse") ? pythonLiteral(text) : plainValue(text) };
    if (!context.given.has("global")) return onEachSite(context, trouble, (site) => site.changeConfig(setting));
    const file = join(context.bench.sites, "common_site_config.json");
    const merged = Object.entries({ ...readObject(file), ...setting }).filter(([, entry]) => entry !== undefined);
    writeJson(file, Object.fromEntries(merged));
  },
};

/** What Frappe makes of a value that is not parsed: only these words are more than text. */
function plainValue(text: string): unknown {
  const words: Readonly<Record<string, unknown>> = { "0": 0, "1": 1, true: true, false: false, None: undefined };
  return Object.hasOwn(words, text) ? words[text] : text;
}

/** `show-config [-f json]`: everything, db_password included. */
export const showConfig: Command = {
  usage: { name: "show-config", arguments: [], options: { "-f": value("format", ["text", "json"]), "--format": value("format", ["text", "json"]) } },
  async run(context, trouble) {
    const configs = namedSites(context).map((name) => [name, openSite(context, name, trouble).config()] as const);
    if (context.given.value("format") === "json") return context.console.say(JSON.stringify(Object.fromEntries(configs), null, 1));
    for (const [, config] of configs) table(Object.entries(config)).forEach((line) => context.console.say(line));
  },
};

function table(entries: [string, unknown][]): string[] {
  const rows: [string, string][] = [["Config", "Value"], ...entries.map(([key, entry]): [string, string] => [key, typeof entry === "string" ? entry : JSON.stringify(entry)])];
  const [left, right] = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const rule = `+${"-".repeat((left ?? 0) + 2)}+${"-".repeat((right ?? 0) + 2)}+`;
  return [rule, ...rows.flatMap(([key, text], index) => [`| ${key.padEnd(left ?? 0)} | ${text.padEnd(right ?? 0)} |`, ...(index === 0 ? [rule] : [])]), rule];
}
