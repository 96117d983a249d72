import { Failure } from "./failure.mjs";
import { createProgress } from "./progress.mjs";
import { endLeftovers } from "./processes/leftovers.mjs";
import { releaseLock, takeLock } from "./processes/lock.mjs";
import { loadSettings } from "./settings/load.mjs";
import { describe } from "./summary.mjs";
import { createSystem } from "./system.mjs";

/** Runs the system until it is told to end. Sets the exit code. */
export async function run() {
  // A terminal that is gone must not keep the system from ending cleanly.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  const other = takeLock();
  if (other) {
    tellOfOther(other);
    return;
  }
  const progress = createProgress();
  const system = createSystem(progress);
  const ended = untilToldToEnd(system, progress);
  try {
    const left = await endLeftovers();
    if (left.length > 0) progress.say(`Ended what a start that was killed had left running: ${left.join(", ")}`);
    await system.start(loadSettings());
  } catch (error) {
    if (!system.isStopping()) await giveUp(error, system);
  }
  await ended;
}

function tellOfOther({ pid, summary }) {
  console.log(`The system runs in this folder already (process ${pid}); nothing was started.`);
  console.log(summary ? describe(summary, loadSettings().ADMIN_PASSWORD) : "It is still starting. Its addresses are shown where it was started.");
}

async function giveUp(error, system) {
  console.error(`\n${error instanceof Failure ? error.message : error.stack}\n`);
  await end(system, 1);
}

/** Ends everything at the first Ctrl-C, SIGTERM or closed terminal; further ones change nothing. */
function untilToldToEnd(system, progress) {
  return new Promise((resolve) => {
    let told = false;
    const onSignal = async () => {
      if (told) return;
      told = true;
      progress.say("Ending everything …");
      await end(system, 0);
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void onSignal());
  });
}

async function end(system, code) {
  await system.stop();
  releaseLock();
  if (code === 0) console.log("Everything has ended. Nothing is lost; `npm start` goes on from here.");
  process.exit(code);
}
