import { execSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../launcher/failure.mjs";
import { askServices } from "./inventory.mjs";
import { benchProcesses } from "./processes.mjs";

/** How long MariaDB stays away, in ms: longer than a step's first tries. */
const AWAY_MS = 4_000;
const BACK_MS = 60_000;
/** What a command has said in the middle of its work; a small app has one doctype, and so no percentages between. */
const HALF_WAY = { create_site: /\b[3-9]\d%/, install_app: /^Installing /m, undo_create_site: /^Dropping site database/m, drop_site: /^Dropping site database/m };

/**
 * Which step is done by which of the agent's commands, and where; `during`: what is asked for that has this step.
 * Taking a backup is the first half of dropping a site.
 */
export const STEPS = {
  create_site: { during: "build", type: "newSite", by: "runner", hasHelper: true },
  install_app: { during: "build", type: "installApp", by: "runner" },
  create_owner: { during: "build", type: "createOwner", by: "helper" },
  issue_api_keys: { during: "build", type: "setApiKeys", by: "helper" },
  seed_settings: { during: "build", type: "seedSettings", by: "helper" },
  complete_setup: { during: "build", type: "completeSetup", by: "helper" },
  enable_scheduler: { during: "build", type: "setScheduler", by: "helper" },
  register: { during: "registration", type: "registerTenant", status: "Active", by: "helper" },
  undo_create_site: { during: "undo", type: "dropSite", by: "runner", hasHelper: true, hasNoCommand: true },
  suspend_site: { during: "removal", type: "setMaintenanceMode", by: "helper" },
  back_up_site: { during: "removal", type: "dropSite", by: "runner" },
  drop_site: { during: "removal", type: "dropSite", by: "runner", hasHelper: true, hasNoCommand: true },
  unregister: { during: "removal", type: "registerTenant", status: "Deleted", by: "helper" },
};

/** What the agent's ledger has of the request of a workspace's step; those that register are done on the master site. */
export function requestOf(step, { site, subdomain }) {
  const { type, status } = STEPS[step];
  return status === undefined ? { type, site } : { type, subdomain, status };
}

/**
 * Who can be killed in a step. Each has `isThere(entry, folder)`, the middle of its work, and `kill(entry)`, which
 * answers `false` when it was gone just then.
 * MariaDB only where `startMariadb`, the command that starts it again, is given.
 */
export function victims({ bench, installation, startMariadb }, step) {
  const { by, hasHelper, hasNoCommand } = STEPS[step];
  const command = (entry) => benchProcesses(bench).find(({ kind, argv }) => kind === "command" && argv.includes(entry.request.site));
  const helper = (entry) => benchProcesses(bench).find(({ kind, parent }) => kind === "helper" && parent === entry.process?.pid);
  const middle = (entry, folder) => (hasNoCommand || command(entry) !== undefined) && (HALF_WAY[step]?.test(textOf(join(folder, "output.log"))) ?? true);
  const isThere = by === "runner" ? middle : () => true;
  const anyone = {
    worker: { isThere, kill: () => kill(installation.pidOf("worker")) },
    agent: { isThere, kill: () => kill(installation.pidOf("agent")) },
    ...(startMariadb === undefined ? {} : { mariadb: { isThere, kill: () => killMariadb(bench, startMariadb) } }),
  };
  if (by === "helper") return { ...anyone, helper: { isThere, kill: (entry) => kill(entry.process.pid) } };
  return {
    ...anyone,
    runner: { isThere, kill: (entry) => kill(entry.process.pid) },
    ...(hasNoCommand ? {} : { command: { isThere, kill: (entry) => kill(command(entry)?.pid) } }),
    // The one that acts as the database's administrator.
    ...(hasHelper ? { helper: { isThere: (entry) => helper(entry) !== undefined, kill: (entry) => kill(helper(entry)?.pid) } } : {}),
  };
}

function kill(pid) {
  try {
    return pid !== undefined && process.kill(pid, "SIGKILL");
  } catch (error) {
    if (error.code === "ESRCH") return false;
    throw error;
  }
}

async function killMariadb(bench, startMariadb) {
  execSync("kill -9 $(pidof mariadbd)", { stdio: "ignore" });
  await delay(AWAY_MS);
  execSync(startMariadb, { stdio: "ignore" });
  await untilMariadbAnswers(bench);
}

async function untilMariadbAnswers(bench) {
  const deadline = Date.now() + BACK_MS;
  while (Date.now() < deadline) {
    try {
      askServices(bench, { values: false });
      return;
    } catch {
      await delay(500);
    }
  }
  throw new Failure(`MariaDB does not answer ${BACK_MS / 1000} s after it was started again. Start it by hand.`);
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
