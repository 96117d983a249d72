import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../launcher/failure.mjs";
import { ROOT } from "../launcher/paths.mjs";
import { choosePort } from "../launcher/ports.mjs";
import { dropDatabase, makeDatabase } from "./postgres.mjs";

const TIMEOUT_MS = 300_000;
const POLL_MS = 200;
const ADMIN = { ADMIN_EMAILS: "admin@nexus.localhost", ADMIN_PASSWORD: "browser-tests-only-7412" };
/** A deleted workspace may be kept for some 40 seconds: long enough for a click, short enough to wait for. */
const DELETION_GRACE_DAYS = "0.0005";
/** What the launcher needs of the machine; nothing of the installation that the developer may have. */
const KEPT = ["PATH", "HOME", "USER", "LANG", "TMPDIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "NODE_EXTRA_CA_CERTS"];

/** The whole system for the browser tests. @returns `{env, stop}`: what they need to know, and how to end it. */
export async function startTestSystem({ scratch, serverUrl, progress }) {
  const system = await startSystem({ scratch, serverUrl, settings: { ...ADMIN, DELETION_GRACE_DAYS }, log: "inherit" });
  const summary = await progress.during("Starting the system for the browser tests", () => system.ready());
  return {
    stop: system.stop,
    env: {
      NEXUS_E2E_URL: summary.site,
      NEXUS_E2E_ADMIN_EMAIL: ADMIN.ADMIN_EMAILS,
      NEXUS_E2E_ADMIN_PASSWORD: ADMIN.ADMIN_PASSWORD,
      NEXUS_E2E_BENCH: join(system.state, "sandbox-bench"),
      NEXUS_E2E_LOGS: join(system.state, "logs"),
      NEXUS_E2E_DATABASE_URL: system.databaseUrl,
    },
  };
}

/**
 * The whole system as `npm start` makes it, with state of its own in a folder of `scratch`, a database of
 * its own and ports that are free. It leads a group of its own, so that Ctrl-C reaches only who started it.
 *
 * @param options `settings`: what it is to be told beside; `log`: where the launcher's words go, as `spawn` takes it.
 * @returns `state`, `ports`, `databaseUrl`; `ready()`: waits for its addresses; `stop()`.
 */
export async function startSystem({ scratch, serverUrl, settings, log }) {
  const state = join(scratch, "system");
  mkdirSync(state);
  const noSettings = join(scratch, "no-settings");
  writeFileSync(noSettings, "");
  const name = `nexus_system_${process.pid}`;
  const [databaseUrl, ports] = await Promise.all([makeDatabase(serverUrl, name), randomPorts()]);
  const kept = Object.fromEntries(KEPT.filter((name) => process.env[name]).map((name) => [name, process.env[name]]));
  const env = { ...kept, ...settings, ...ports, DATABASE_URL: databaseUrl, NEXUS_STATE_DIR: state, NEXUS_ENV_FILE: noSettings };
  const launcher = spawn(process.execPath, ["scripts/start.mjs"], { cwd: ROOT, env, stdio: ["ignore", log, log], detached: true });
  const ended = once(launcher, "close");
  return {
    state, ports, databaseUrl,
    ready: () => untilReady(state, launcher),
    stop: async () => {
      launcher.kill("SIGTERM");
      await ended;
      await dropDatabase(serverUrl, name);
    },
  };
}

/** Far from the defaults, where systems of developers and other test runs are. */
async function randomPorts() {
  const first = 20_000 + randomInt(20_000);
  const choice = { settings: {}, taken: new Set(), say: () => undefined };
  const ports = {};
  for (const variable of ["WEB_PORT", "AGENT_PORT", "SITES_PUBLIC_PORT"]) {
    ports[variable] = String(await choosePort({ variable, preferred: first, what: variable }, choice));
  }
  return ports;
}

async function untilReady(state, launcher) {
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline && launcher.exitCode === null) {
    const summary = readSummary(join(state, "run/launcher.json"));
    if (summary) return summary;
    await delay(POLL_MS);
  }
  launcher.kill("SIGTERM");
  throw new Failure("The system did not start; the reason is above, or in what it was told to write to.");
}

function readSummary(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).summary;
  } catch {
    return undefined;
  }
}
