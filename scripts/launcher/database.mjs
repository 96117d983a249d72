import { setTimeout as delay } from "node:timers/promises";
import { runWithLines } from "./command.mjs";
import { POSTGRES_LOG } from "./logs.mjs";
import { NODE, STATE } from "./paths.mjs";
import { identityOf } from "./processes/identity.mjs";
import { environmentFor } from "./settings/for-children.mjs";

const PORT = 54_320;
const WATCH_MS = 1_000;
const STOP_PATIENCE_MS = 3_000;
const POLL_MS = 25;

/**
 * Starts (or finds) the embedded PostgreSQL, or takes the server in DATABASE_URL, migrates it and lets web and
 * worker in with a role that cannot change the audit log.
 *
 * @param onServer gets `{pid, port}` as soon as an embedded server runs, before the migrations.
 * @returns the address for web and worker.
 */
export async function bringUpDatabase(settings, { say, onServer, port = PORT }) {
  const own = usesOwnServer(settings);
  let url = null;
  const onLine = (line) => {
    const told = eventOf(line);
    if (told?.event === "server") onServer(told);
    if (told?.event === "server" && told.found) say("PostgreSQL was running already");
    if (told?.event === "progress") say(told.sentence);
    if (told?.event === "ready") url = told.url;
  };
  await runWithLines(NODE, ["packages/db/src/bring-up.ts", "--state", STATE, "--port", String(port)], {
    env: environmentFor("database", settings),
    onLine,
    what: own ? "The database in DATABASE_URL could not be used" : "The database could not be started",
    advice: own ? "No data were lost. Check the address, that the server runs and what the role may do (DATABASE_OWNER_URL in .env.example), or unset both to use the embedded one." : `Data is safe. PostgreSQL's log is ${POSTGRES_LOG}`,
  });
  return url;
}

/** Whether the operator named a server; with one of the two addresses missing, the one that starts says so. */
export function usesOwnServer(settings) {
  return settings.DATABASE_URL !== undefined || settings.DATABASE_OWNER_URL !== undefined;
}

/** Tells when an embedded server has ended. @returns a function that ends the watch. */
export function watchDatabase({ pid }, onEnd) {
  const identity = identityOf(pid);
  const timer = setInterval(() => {
    if (identityOf(pid) === identity) return;
    clearInterval(timer);
    onEnd();
  }, WATCH_MS);
  return () => clearInterval(timer);
}

/** Ends an embedded server cleanly: SIGINT is PostgreSQL's "fast shutdown". */
export async function stopDatabase({ pid }) {
  const identity = identityOf(pid);
  for (const signal of ["SIGINT", "SIGQUIT"]) {
    if (identity === null || identityOf(pid) !== identity) return;
    process.kill(pid, signal);
    const deadline = Date.now() + STOP_PATIENCE_MS;
    while (identityOf(pid) === identity && Date.now() < deadline) await delay(POLL_MS);
  }
}

function eventOf(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
