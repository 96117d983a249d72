import { join } from "node:path";
import { parseArgs } from "node:util";
import { Failure } from "../launcher/failure.mjs";
import { STATE } from "../launcher/paths.mjs";
import { createProgress } from "../launcher/progress.mjs";
import { generateClient, installDependencies } from "../launcher/set-up.mjs";
import { givenSettings } from "../launcher/settings/load.mjs";
import { appsOf, benchOf } from "../testing/real-bench.mjs";
import { withInstallation } from "./installation.mjs";
import { difference, takeInventory } from "./inventory.mjs";
import { STEPS, victims } from "./kill-victims.mjs";
import { table } from "./table.mjs";
import { visitor } from "./visitor.mjs";
import { untilWorkedOn } from "./watch-ledger.mjs";

const REACHED_MS = 600_000;

/** Does the whole list and prints its table. @returns the exit code: 1 when a line is not as it should be. */
export async function killOnBench(args) {
  try {
    const { values } = parseArgs({ args, options: { "start-mariadb": { type: "string" }, steps: { type: "string" }, victims: { type: "string" } } });
    const bench = benchOf(givenSettings());
    const { say, ...progress } = createProgress(console.error);
    await installDependencies({ say, ...progress });
    await generateClient({ say, ...progress });
    if (values["start-mariadb"] === undefined) say("MariaDB is left alone: --start-mariadb allows to kill it, and says how it is started again");
    const results = await withInstallation({ bench, folder: join(STATE, "killing"), say }, (installation) =>
      killAll({ bench, installation, say, signal: installation.signal, startMariadb: values["start-mariadb"] }, { steps: values.steps?.split(","), wanted: values.victims?.split(",") }));
    console.log(`${appsOf(bench.path)}\n\n${table(["step", "killed", "how the run ended", "tries", "what lies there", ""], results)}`);
    const failed = results.filter((cells) => cells.at(-1) !== "ok").length;
    console.log(`\n${results.length} kills, ${results.length - failed} as it should be, ${failed} not`);
    return failed === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error.stack);
    return 1;
  }
}

async function killAll(parts, { steps = Object.keys(STEPS), wanted }) {
  const results = [];
  for (const step of steps.filter((name) => name !== "install_app" || parts.bench.apps.length > 0)) {
    for (const [name, victim] of Object.entries(victims(parts, step))) {
      if (wanted !== undefined && !wanted.includes(name)) continue;
      const cells = await killOnce(parts, step, { name, ...victim });
      parts.say(cells.join(" · "));
      results.push(cells);
    }
  }
  return results;
}

/** One workspace, one kill. A run that succeeds all the same leaves one site, one database and one user; any other nothing. */
async function killOnce({ bench, installation, signal }, step, victim) {
  const before = takeInventory(bench);
  const someone = visitor(installation.web);
  const site = `${someone.person.subdomain}.${installation.sitesDomain}`;
  const runId = await someone.signUp();
  const wanted = { type: STEPS[step].type, site, isThere: victim.isThere };
  const entry = await untilWorkedOn(installation.agent.stateDir, wanted, { signal, timeoutMs: REACHED_MS });
  await victim.kill(entry);
  const view = await someone.follow(runId, { signal });
  const found = view.steps.find(({ name }) => name.split(".")[0] === step);
  const added = difference(before, takeInventory(bench));
  const problem = view.state === "succeeded" ? problemOfSuccess(added, site) : view.state === "rolled_back" ? added[0] : view.error?.code;
  if (view.state === "succeeded") await installation.scratch.removeMade(site);
  const left = problem ?? difference(before, takeInventory(bench))[0];
  const tries = found?.tries ?? 0;
  return [step, victim.name, view.state + (view.state === "succeeded" ? "" : ` (${view.error?.code})`), tries, view.state === "succeeded" ? "the workspace alone" : "as before", left === undefined ? "ok" : left];
}

/** What is there beside the one workspace, which a repeated step must not have made twice. */
function problemOfSuccess(added, site) {
  const count = (kind) => added.filter((line) => line.startsWith(`+ ${kind} `));
  const [folders, databases, users] = ["folder", "database", "user"].map(count);
  const name = databases[0]?.split(" ").at(-1);
  if (folders.length !== 1 || databases.length !== 1 || users.length !== 1) return [...folders, ...databases, ...users].join(", ");
  return added.find((line) => line.startsWith("- ") || !(line.includes(name) || line.includes(site)));
}
