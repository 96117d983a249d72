import type { Bench } from "../bench/paths.ts";
import { Site } from "../frappe/site.ts";
import type { Console } from "../terminal/console.ts";
import { Exit } from "../terminal/console.ts";
import type { Arguments, Usage } from "./parse.ts";
import { type Trouble } from "../trouble.ts";

/** What a command gets to work with. */
export interface Context {
  readonly bench: Bench;
  readonly console: Console;
  readonly given: Arguments;
  /** `--site` before the command's name, `FRAPPE_SITE` or the default site; all sites for `all`. */
  readonly sites: readonly string[];
}

/** A bench command: how it is called and what it does. It throws what Frappe would throw. */
export interface Command {
  readonly usage: Usage;
  /** The words that the first argument may be. */
  readonly choices?: readonly string[];
  /** The site and apps that the call is about, for faults to be matched with. */
  subject?(given: Arguments): { site?: string; apps?: readonly string[] };
  run(context: Context, trouble: Trouble): Promise<void>;
}

/** The sites that the call named. @throws Exit 1 when it named none. */
export function namedSites(context: Context): readonly string[] {
  if (context.sites.length > 0) return context.sites;
  context.console.say("Please specify --site sitename");
  throw new Exit(1);
}

/** Opens an existing site. @throws Exit 1 with `Site X does not exist!`. */
export function openSite(context: Context, name: string, trouble: Trouble): Site {
  const site = new Site(context.bench, name, trouble);
  if (site.exists()) return site;
  context.console.say(`Site ${name} does not exist!`);
  throw new Exit(1);
}

/** Does the same on each of the named sites. */
export async function onEachSite(context: Context, trouble: Trouble, work: (site: Site) => Promise<void> | void): Promise<void> {
  for (const name of namedSites(context)) {
    await trouble.at(0);
    await work(openSite(context, name, trouble));
    await trouble.at(100);
  }
}
