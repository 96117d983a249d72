import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../launcher/failure.mjs";
import { holdPostgres } from "../testing/postgres.mjs";
import { startSystem } from "../testing/system.mjs";
import { openScratch } from "./made.mjs";

const SITES_DOMAIN = "measure.localhost";

/**
 * Runs `work` with a whole system of its own on a bench, and removes afterwards all that was made there,
 * also when it fails or is interrupted.
 *
 * @param options `bench`; `folder`: see {@link openScratch}; `settings`: more for the system, as {@link masterSettings}; `say`.
 * @param work gets `{scratch, web, agent, pidOf, sitesDomain, state, databaseUrl, signal}`; `signal` aborts
 *   at Ctrl-C, SIGTERM and SIGHUP.
 */
export async function withInstallation({ bench, folder, settings = {}, say }, work) {
  const signal = untilToldToEnd(say);
  const scratch = await openScratch(folder, bench, say);
  const undo = [() => scratch.removeAll()];
  try {
    say("Starting a system of its own");
    const postgres = await holdPostgres();
    undo.push(postgres.stop);
    mkdirSync(join(folder, "agent"), { mode: 0o700 });
    const log = openSync(join(folder, "launcher.log"), "a", 0o600);
    const system = await startSystem({ scratch: folder, serverUrl: postgres.url, settings: { ...forBench(bench, folder), ...settings }, log });
    closeSync(log);
    undo.push(system.stop);
    const { site: origin } = await system.ready();
    const { WEB_PORT, AGENT_PORT } = system.ports;
    return await work({
      scratch, signal, sitesDomain: SITES_DOMAIN, state: system.state, databaseUrl: system.databaseUrl,
      web: { origin, port: WEB_PORT, health: `http://localhost:${WEB_PORT}/health` },
      agent: { health: `http://127.0.0.1:${AGENT_PORT}/health`, stateDir: join(folder, "agent") },
      pidOf: (name) => JSON.parse(readFileSync(join(system.state, "run", `${name}.json`), "utf8")).pid,
    });
  } finally {
    say("Removing all that was made");
    await doAll(undo.reverse());
  }
}

/** With them workspaces are registered, where the bench has a master site; their entries there stay. */
export function masterSettings({ masterSite }) {
  return masterSite === null ? {} : { MASTER_SITE_NAME: masterSite };
}

/** Does each step, also after one that failed. */
async function doAll(steps) {
  const failures = [];
  for (const step of steps) await step().catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

function forBench(bench, folder) {
  return {
    BENCH_PATH: bench.path, SITES_UPSTREAM: bench.upstream, DB_ROOT_USER: bench.admin.user, DB_ROOT_PASSWORD: bench.admin.password,
    ...(bench.apps.length === 0 ? {} : { DEFAULT_APPS: bench.apps.join(",") }),
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("FRAPPE_"))),
    SITES_PUBLIC_URL: addressPattern(bench.upstream), SITES_DOMAIN, AGENT_STATE_DIR: join(folder, "agent"),
    // Each visitor comes from an address of their own, as limits are for one visitor.
    TRUST_PROXY: "1",
  };
}

/** Address of a site for browsers on this machine: where the bench serves it. */
function addressPattern(upstream) {
  const { protocol, port } = new URL(upstream);
  return `${protocol}//{subdomain}.${SITES_DOMAIN}${port === "" ? "" : `:${port}`}`;
}

function untilToldToEnd(say) {
  const told = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(name, () => {
      if (!told.signal.aborted) say(`${name}: ending, and removing what was made`);
      told.abort(new Failure(`Interrupted by ${name}; nothing is left of it.`));
    });
  }
  return told.signal;
}
