import { schedulerEnabled, setScheduler } from "../frappe/scheduler.ts";
import { type Command, namedSites, onEachSite, openSite } from "./context.ts";
import { flag, value } from "./parse.ts";

const STATES = ["pause", "resume", "disable", "enable", "status"];

/** `scheduler pause|resume|disable|enable|status [-f json]`, on the first site that is named. */
export const scheduler: Command = {
  usage: {
    name: "scheduler",
    arguments: ["STATE"],
    options: { "--site": value("site"), "-f": value("format", ["json", "text"]), "--format": value("format", ["json", "text"]), "-v": flag("verbose"), "--verbose": flag("verbose") },
  },
  subject: siteOption,
  choices: STATES,
  async run(context, trouble) {
    const [state = ""] = context.given.positional;
    const site = openSite(context, context.given.value("site") ?? namedSites(context)[0] ?? "", trouble);
    await trouble.at(0);
    if (state === "pause" || state === "resume") site.changeConfig({ pause_scheduler: state === "pause" });
    if (state === "enable" || state === "disable") setScheduler(site.connect(), state === "enable");
    await trouble.at(100);
    const status = state === "status" ? (schedulerEnabled(site, site.connect()) ? "enabled" : "disabled") : `${state}d`;
    const json = context.given.value("format") === "json";
    context.console.say(json ? `{"status": "${status}", "site": "${site.name}"}` : `Scheduler is ${status} for site ${site.name}`);
  },
};

/** `set-maintenance-mode on|off`: silent. */
export const setMaintenanceMode: Command = {
  usage: { name: "set-maintenance-mode", arguments: ["STATE"], options: { "--site": value("site") } },
  subject: siteOption,
  choices: ["on", "off"],
  run(context, trouble) {
    const named = context.given.value("site");
    const sites = named === undefined ? namedSites(context).slice(0, 1) : [named];
    return onEachSite({ ...context, sites }, trouble, (site) => site.changeConfig({ maintenance_mode: context.given.positional[0] === "on" ? 1 : 0 }));
  },
};

function siteOption(given: { value(key: string): string | undefined }): { site?: string } {
  const site = given.value("site");
  return site === undefined ? {} : { site };
}
