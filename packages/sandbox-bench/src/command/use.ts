import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { readObject, writeJson } from "../disk/write-atomic.ts";
import type { Command, Context } from "./context.ts";

/** `bench use`: exit code 0 also for a site that does not exist. */
export const use: Command = {
  usage: { name: "use", arguments: ["SITE"], options: {} },
  run: async (context) => setDefaultSite(context, context.given.positional[0] ?? ""),
};

/** Makes a site the one that commands mean when none is named. */
export function setDefaultSite({ bench, console }: Context, site: string): void {
  if (!existsSync(resolve(bench.sites, site))) return console.say(`Site ${site} does not exist`);
  const file = join(bench.sites, "common_site_config.json");
  writeJson(file, { ...readObject(file), default_site: site });
  console.say(`Current Site set to ${site}`);
}
