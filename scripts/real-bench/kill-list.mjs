import { join } from "node:path";
import { parseArgs } from "node:util";
import { Failure } from "../launcher/failure.mjs";
import { STATE } from "../launcher/paths.mjs";
import { createProgress } from "../launcher/progress.mjs";
import { generateClient, installDependencies } from "../launcher/set-up.mjs";
import { givenSettings } from "../launcher/settings/load.mjs";
import { appsOf, benchOf } from "../testing/real-bench.mjs";
import { benchCommand } from "./bench-command.mjs";
import { masterSettings, withInstallation } from "./installation.mjs";
import { difference, takeInventory } from "./inventory.mjs";
import { requestOf, STEPS, victims } from "./kill-victims.mjs";
import { table } from "./table.mjs";
import { visitor } from "./visitor.mjs";
import { untilDone, untilWorkedOn } from "./watch-ledger.mjs";

const OPTIONS = { "start-mariadb": { type: "string" }, steps: { type: "string" }, victims: { type: "string" } };
const VICTIMS = ["worker", "agent", "runner", "command", "helper", "mariadb"];
/** A step of some hundredths of a second may be over before it is met; then another workspace is made. */
const RUNS = 4;
/** Registering is tried again for as long as it takes; a killed worker's run is taken over within seconds. */
const REGISTER_PATIENCE_MS = 120_000;

/** Does the whole list and prints its table. @returns the exit code: 1 when a line is not as it should be. */
export async function killOnBench(args) {
  try {
    const { values } = parseArgs({ args, options: OPTIONS });
    const bench = benchOf(givenSettings());
    const { say, ...progress } = createProgress(console.error);
    await installDependencies({ say, ...progress });
    await generateClient({ say, ...progress });
    const startMariadb = values["start-mariadb"];
    if (startMariadb === undefined) say("MariaDB is left alone: --start-mariadb allows to kill it, and says how it is started again");
    const wanted = { steps: values.steps?.split(",") ?? Object.keys(STEPS), names: values.victims?.split(",") ?? VICTIMS };
    const results = await withInstallation({ bench, folder: join(STATE, "killing"), settings: { ...masterSettings(bench), DELETION_GRACE_DAYS: "0" }, say }, (installation) =>
      killAll({ bench, installation, say, signal: installation.signal, startMariadb }, wanted));
    return tell(bench, results);
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error.stack);
    return 1;
  }
}

function tell(bench, results) {
  console.log(`${appsOf(bench.path)}\n\n${table(["killed", "while", "the run", "how it ended", "what lies on the bench", ""], results)}`);
  const failed = results.filter((cells) => cells.at(-1) !== "ok").length;
  console.log(`\n${results.length} kills, ${results.length - failed} as it should be, ${failed} not`);
  return failed === 0 && results.length > 0 ? 0 : 1;
}

/** One victim after the other: it is killed in each step of a run, and of another one where the first ended before. */
async function killAll(parts, { steps, names }) {
  const results = [];
  for (const name of names) {
    for (const during of ["build", "registration", "undo", "removal"]) {
      let left = steps.filter((step) => STEPS[step].during === during && isDoneOn(parts.bench, step) && victims(parts, step)[name] !== undefined);
      for (let runs = 0; left.length > 0 && runs < RUNS; runs += 1) {
        const lines = await killInOneRun(parts, name, { during, steps: left });
        for (const cells of lines) parts.say(cells.join(" · "));
        results.push(...lines);
        left = left.filter((step) => !lines.some((cells) => cells[1] === step));
      }
      results.push(...left.map((step) => [name, step, "", "", "", "never met"]));
    }
  }
  return results;
}

function isDoneOn(bench, step) {
  return step === "install_app" ? bench.apps.length > 0 : STEPS[step].type !== "registerTenant" || bench.masterSite !== null;
}

/** One workspace. A run that succeeds all the same leaves one site, one database and one user; any other nothing. */
async function killInOneRun({ bench, installation, signal, ...parts }, name, { during, steps }) {
  const before = takeInventory(bench);
  const someone = visitor(installation.web);
  const site = `${someone.person.subdomain}.${installation.sitesDomain}`;
  const runId = await begin(someone, during, { installation, site, signal });
  const { subdomain } = someone.person;
  const over = new AbortController();
  const end = untilOver(someone, runId, during, { bench, installation, signal }).finally(() => over.abort(new Failure("The run is over.")));
  // It is heard below; until then its failure must not end the process before what was made is removed.
  end.catch(() => undefined);
  const killed = await killInSteps({ bench, installation, ...parts }, { name, site, subdomain, steps, signal: AbortSignal.any([signal, over.signal]) });
  const view = await end;
  const added = difference(before, takeInventory(bench));
  const leavesSite = view.state === "succeeded" && during !== "removal";
  const wanted = { build: "succeeded or rolled_back", registration: "succeeded", undo: "rolled_back", removal: "succeeded" }[during];
  const register = view.state === "succeeded" ? await problemOfRegister(bench, subdomain, leavesSite ? "Active" : "Deleted") : undefined;
  const problem = wanted.includes(view.state) ? ((leavesSite ? problemOfSuccess(added, site) : added[0]) ?? register) : `${view.state}: ${view.error?.code}`;
  if (leavesSite) await installation.scratch.removeMade(site);
  const left = problem ?? difference(before, takeInventory(bench))[0] ?? "ok";
  const how = view.state === "succeeded" ? "succeeded" : `${view.state} (${view.error?.step}: ${view.error?.code})`;
  return killed.map((step) => [name, step, view.reference, how, leavesSite ? "the workspace alone, and after its removal all as before" : "all as before", left]);
}

/** Follows a run, and where it made a workspace also the run after it, which registers that. @returns how the first ended. */
async function untilOver(someone, runId, during, { bench, installation, signal }) {
  const view = await someone.follow(runId, { signal });
  if (view.state !== "succeeded" || during === "removal" || bench.masterSite === null) return view;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(REGISTER_PATIENCE_MS)]);
  await untilDone(installation.agent.stateDir, requestOf("register", someone.person), patience);
  return view;
}

/** Asks for a workspace, or has it ready to be undone or removed. @returns the run that is killed in. */
async function begin(someone, during, { installation, site, signal }) {
  const runId = await someone.signUp();
  if (during === "build" || during === "registration") return runId;
  if (during === "undo") {
    // What is stopped while its site is being made is undone as soon as that is over.
    await untilWorkedOn(installation.agent.stateDir, { type: "newSite", site }, signal);
    await someone.abort(runId);
    return runId;
  }
  const { state, error } = await someone.follow(runId, { signal });
  if (state !== "succeeded") throw new Failure(`The workspace that was to be removed is ${state}: ${error?.code}`);
  return someone.remove();
}

/** Kills in each step as soon as it is in its middle. @returns the steps in which that was done. */
async function killInSteps(parts, { name, site, subdomain, steps, signal }) {
  const killed = [];
  for (const step of steps) {
    const victim = victims(parts, step)[name];
    const entry = await untilWorkedOn(parts.installation.agent.stateDir, { ...requestOf(step, { site, subdomain }), isThere: victim.isThere }, signal).catch((error) => {
      if (error instanceof Failure) return null;
      throw error;
    });
    if (entry === null) continue;
    if ((await victim.kill(entry)) === false) continue;
    parts.say(`killed: ${name} in ${step}`);
    killed.push(step);
  }
  return killed;
}

/** What the register says of a workspace, unless that is what it should say, once. */
async function problemOfRegister(bench, subdomain, status) {
  if (bench.masterSite === null) return undefined;
  const asked = { doctype: "SaaS Tenant", filters: { subdomain }, pluck: "status" };
  // Of an empty list `execute` prints nothing.
  const said = JSON.parse((await benchCommand(bench, ["--site", bench.masterSite, "execute", "frappe.get_all", "--kwargs", JSON.stringify(asked)])).trim() || "[]");
  return said.length === 1 && said[0] === status ? undefined : `the register says ${JSON.stringify(said)} instead of ${status}, once`;
}

/** What is there beside the one workspace, which a repeated step must not have made twice. */
function problemOfSuccess(added, site) {
  const count = (kind) => added.filter((line) => line.startsWith(`+ ${kind} `));
  const [folders, databases, users] = ["folder", "database", "user"].map(count);
  const name = databases[0]?.split(" ").at(-1);
  if (folders.length !== 1 || databases.length !== 1 || users.length !== 1) return `more than one of a kind: ${[...folders, ...databases, ...users].join(", ")}`;
  return added.find((line) => line.startsWith("- ") || !(line.includes(name) || line.includes(site)));
}
