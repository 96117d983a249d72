import { benchApps, readManifest } from "../bench/app-manifest.ts";
import type { Command } from "./context.ts";
import { value } from "./parse.ts";

const FORMATS = ["plain", "table", "json", "legacy"];

/** `version [-f json|plain|legacy]`: the apps of the bench. */
export const version: Command = {
  usage: { name: "version", arguments: [], options: { "-f": value("format", FORMATS), "--format": value("format", FORMATS) } },
  async run({ bench, console, given }) {
    const apps = benchApps(bench).sort().map((app) => readManifest(bench, app)).filter((manifest) => manifest !== null);
    const format = given.value("format") ?? "legacy";
    if (format === "json") return console.say(JSON.stringify(apps.map(({ name, version: number, branch }) => ({ commit: "", app: name, branch, version: number })), null, 4));
    for (const { name, version: number, branch } of apps) console.say(format === "legacy" ? `${name} ${number}` : `${name} ${number} ${branch} ()`);
  },
};
