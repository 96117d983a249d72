import { setTimeout as delay } from "node:timers/promises";
import { endCommands } from "./command.mjs";
import { bringUpDatabase, stopDatabase, usesOwnServer, watchDatabase } from "./database.mjs";
import { keepRotating, logFile, POSTGRES_LOG } from "./logs.mjs";
import { writeLock } from "./processes/lock.mjs";
import { supervise } from "./processes/supervise.mjs";
import { checkMail } from "./settings/check-mail.mjs";
import { checkPorts, prepareSandbox, services, usesSandbox, withAddresses, withBench } from "./services.mjs";
import { buildWeb, generateClient, installDependencies } from "./set-up.mjs";
import { describe, summaryOf } from "./summary.mjs";

/** Longest wait for an embedded server that is just starting when everything shall end. */
const COMING_UP_MS = 4_000;

/** The whole system of one installation: `start(settings)`, `stop()`, `isStopping()`. */
export function createSystem(progress) {
  const state = { running: [], database: null, comingUp: null, endWatch: () => undefined, endRotation: () => undefined, stopping: false };
  return {
    isStopping: () => state.stopping,
    start: (given) => start(given, state, progress),
    stop: () => stop(state),
  };
}

async function start(given, state, progress) {
  checkMail(given);
  await installDependencies(progress);
  await generateClient(progress);
  const settings = withBench(given);
  await checkPorts(settings);
  const [databaseUrl] = await Promise.all([
    startDatabase(settings, state, progress),
    usesSandbox(settings) ? prepareSandbox(settings) : undefined,
    buildWeb(progress),
  ]);
  if (state.stopping) return;
  const complete = await withAddresses({ ...settings, DATABASE_URL: databaseUrl }, progress.say);
  await progress.during("Starting web, worker and agent", () => startServices(complete, state, progress.say));
  if (state.stopping) return;
  const summary = summaryOf(complete);
  writeLock({ summary });
  progress.say("Everything runs. Ctrl-C ends it.");
  console.log(describe(summary, complete.ADMIN_PASSWORD));
}

/** @returns the address for web and worker. */
async function startDatabase(settings, state, progress) {
  if (!usesOwnServer(settings)) state.comingUp = deferred();
  const bringUp = () => bringUpDatabase(settings, { say: progress.say, onServer: (server) => onServer(server, settings, state, progress.say) });
  return progress.during("Starting and migrating the database", bringUp, "The database is ready").finally(() => state.comingUp?.resolve());
}

/** Starts an embedded server again when it ends; on its old port, as everybody else has that address. */
function onServer(server, settings, state, say) {
  state.database = server;
  state.comingUp.resolve();
  state.endWatch = watchDatabase(server, async () => {
    if (state.stopping) return;
    say("PostgreSQL ended; it is started again");
    const again = { say, port: server.port, onServer: (next) => onServer(next, settings, state, say) };
    await bringUpDatabase(settings, again).catch((error) => say(error.message));
  });
}

async function startServices(settings, state, say) {
  const all = services(settings);
  state.endRotation = keepRotating([...all.map(({ name }) => logFile(name)), POSTGRES_LOG]);
  for (const service of all) state.running.push(supervise(service, say));
  await Promise.all(state.running.map((service) => service.ready()));
}

/** Ends the services in their order, those that use the database before it. */
async function stop(state) {
  state.stopping = true;
  state.endWatch();
  state.endRotation();
  // A server that is about to start would be missed; it takes two seconds at most.
  if (state.comingUp) await Promise.race([state.comingUp.promise, delay(COMING_UP_MS, undefined, { ref: false })]);
  endCommands();
  for (const service of state.running) await service.stop();
  if (state.database?.pid) await stopDatabase(state.database);
}

/** `Promise.withResolvers()`, which Node has from 22 on. */
function deferred() {
  let resolve;
  const promise = new Promise((settle) => { resolve = settle; });
  return { promise, resolve };
}
