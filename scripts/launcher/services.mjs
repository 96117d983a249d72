import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { runToEnd } from "./command.mjs";
import { Failure } from "./failure.mjs";
import { NODE, ROOT, STATE } from "./paths.mjs";
import { choosePort } from "./ports.mjs";
import { answers, logs } from "./processes/ready.mjs";
import { environmentFor } from "./settings/for-children.mjs";

/** Password of the imitated MariaDB; no secret, as a sandbox holds no real data. See packages/sandbox-bench. */
const SANDBOX_ROOT_PASSWORD = "sandbox-root";
const SANDBOX_BENCH = join(STATE, "sandbox-bench");
/** Where `bench start` serves the sites of a real bench. */
const REAL_BENCH_SITES = "http://127.0.0.1:8000";

/** Settings completed by what depends on others: ports, addresses, the bench. */
export async function completeSettings(settings, say) {
  const choice = { settings, taken: new Set(), say };
  const web = await choosePort({ variable: "WEB_PORT", preferred: 3000, what: "the web app" }, choice);
  const agent = await choosePort({ variable: "AGENT_PORT", preferred: 8788, what: "the agent" }, choice);
  const bench = settings.BENCH_PATH === undefined ? await sandboxBench(choice) : realBench(settings);
  return {
    NEXTAUTH_URL: settings.ROOT_URL ?? `http://${settings.ROOT_DOMAIN}:${web}`,
    AGENT_URL: `http://127.0.0.1:${agent}`,
    // Commands that go on after Ctrl-C would surprise; the worker repeats what was cut off.
    AGENT_END_COMMANDS_ON_STOP: "true",
    NEXUS_DEV_INBOX: settings.SMTP_URL === undefined ? "1" : "0",
    ...bench,
    ...settings,
    NODE_ENV: "production",
    WEB_PORT: String(web),
    AGENT_PORT: String(agent),
  };
}

async function sandboxBench(choice) {
  const port = await choosePort({ variable: "SITES_PUBLIC_PORT", preferred: 8080, what: "the sandbox's sites" }, choice);
  return {
    BENCH_PATH: SANDBOX_BENCH,
    DB_ROOT_PASSWORD: SANDBOX_ROOT_PASSWORD,
    SITES_UPSTREAM: `http://127.0.0.1:${port}`,
    SITES_PUBLIC_PORT: String(port),
    DEFAULT_APPS: "nexus_core",
    MASTER_SITE_NAME: `master.${choice.settings.SITES_DOMAIN}`,
  };
}

function realBench(settings) {
  const path = resolve(ROOT, settings.BENCH_PATH);
  if (!existsSync(join(path, "sites"))) {
    throw new Failure(`BENCH_PATH is ${path}, but there is no bench: it has no folder sites/. Nothing was started. Set it to a bench's folder, or unset it to use the sandbox.`);
  }
  const upstream = settings.SITES_UPSTREAM ?? REAL_BENCH_SITES;
  return { SITES_UPSTREAM: upstream, SITES_PUBLIC_PORT: new URL(upstream).port || "80" };
}

/** Whether the installation runs on the sandbox that it makes itself. */
export function usesSandbox(settings) {
  return settings.BENCH_PATH === SANDBOX_BENCH;
}

/** Makes the sandbox bench with its master site, or repairs it. */
export async function prepareSandbox(settings) {
  const master = settings.MASTER_SITE_NAME === undefined ? [] : ["--master", settings.MASTER_SITE_NAME];
  await runToEnd(NODE, ["packages/sandbox-bench/src/init.ts", SANDBOX_BENCH, ...master], {
    log: "sandbox-init",
    env: environmentFor("sandbox", settings),
    what: "The sandbox bench could not be made",
    advice: `Nothing else was changed. If it was damaged, delete ${SANDBOX_BENCH} and start again; its sites are lost then.`,
  });
}

/** The processes of the system, in the order in which they end. */
export function services(settings) {
  const next = join(ROOT, "apps/web/node_modules/next/dist/bin/next");
  const web = `http://localhost:${settings.WEB_PORT}/health`;
  const all = [
    service("web", [next, "start", "-H", "localhost", "-p", settings.WEB_PORT], answers(web), { cwd: "apps/web", stopMs: 1_500 }),
    service("worker", ["apps/worker/src/main.ts"], logs("worker ready"), { stopMs: 2_500 }),
    service("agent", ["apps/agent/src/main.ts"], answers(`${settings.AGENT_URL}/health`), { stopMs: 2_500 }),
  ];
  const serve = ["packages/sandbox-bench/src/serve.ts", "--bench", SANDBOX_BENCH, "--port", settings.SITES_PUBLIC_PORT];
  const sandbox = service("sandbox", serve, answers(`${settings.SITES_UPSTREAM}/health`), { stopMs: 500 });
  return (usesSandbox(settings) ? [...all, sandbox] : all).map((one) => ({ ...one, env: environmentFor(one.name, settings) }));
}

function service(name, args, isReady, { cwd = ".", stopMs }) {
  return { name, program: NODE, args, isReady, cwd: join(ROOT, cwd), stopMs };
}
