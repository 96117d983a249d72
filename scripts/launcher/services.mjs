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

/** The agent shares its machine with the bench and makes little garbage: some 25 MB less than with Node's defaults. */
const SMALL_HEAP = ["--max-semi-space-size=2", "--v8-pool-size=1"];

/** The ports of the system; the sandbox's only where there is one. */
const PORTS = [
  { variable: "WEB_PORT", preferred: 3000, what: "the web app" },
  { variable: "AGENT_PORT", preferred: 8788, what: "the agent" },
  { variable: "SITES_PUBLIC_PORT", preferred: 8080, what: "the sandbox's sites" },
];

/** Settings completed by what the bench decides: the sandbox that is made here, or the one in BENCH_PATH. */
export function withBench(settings) {
  if (settings.BENCH_PATH !== undefined) return { ...realBench(settings), ...settings };
  const master = `master.${settings.SITES_DOMAIN}`;
  return { DB_ROOT_PASSWORD: SANDBOX_ROOT_PASSWORD, DEFAULT_APPS: "nexus_core", MASTER_SITE_NAME: master, ...settings, BENCH_PATH: SANDBOX_BENCH };
}

function realBench(settings) {
  const path = resolve(ROOT, settings.BENCH_PATH);
  if (!existsSync(join(path, "sites"))) {
    throw new Failure(`BENCH_PATH is ${path}, but there is no bench: it has no folder sites/. Nothing was started. Set it to a bench's folder, or unset it to use the sandbox.`);
  }
  const upstream = settings.SITES_UPSTREAM ?? REAL_BENCH_SITES;
  return { SITES_UPSTREAM: upstream, SITES_PUBLIC_PORT: new URL(upstream).port || "80" };
}

/** Refuses ports that were asked for and are taken, before anything long is done. */
export async function checkPorts(settings) {
  const asked = portsOf(settings).filter(({ variable }) => settings[variable] !== undefined);
  await choosePorts(asked, settings, () => undefined);
}

/** Settings completed by the ports, to be chosen right before they are used, and the addresses that follow from them. */
export async function withAddresses(settings, say) {
  const ports = await choosePorts(portsOf(settings), settings, say);
  const sites = usesSandbox(settings) ? { SITES_UPSTREAM: `http://127.0.0.1:${ports.SITES_PUBLIC_PORT}` } : {};
  return {
    NEXTAUTH_URL: settings.ROOT_URL ?? `http://${settings.ROOT_DOMAIN}:${ports.WEB_PORT}`,
    AGENT_URL: `http://127.0.0.1:${ports.AGENT_PORT}`,
    // Commands that go on after Ctrl-C would surprise; the worker repeats what was cut off.
    AGENT_END_COMMANDS_ON_STOP: "true",
    NEXUS_DEV_INBOX: "1",
    ...settings,
    // The web app is not told of the mail server: its inbox stays shut whatever was asked for.
    ...(settings.SMTP_URL === undefined ? {} : { NEXUS_DEV_INBOX: "0" }),
    ...sites,
    ...ports,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

function portsOf(settings) {
  return usesSandbox(settings) ? PORTS : PORTS.filter(({ variable }) => variable !== "SITES_PUBLIC_PORT");
}

async function choosePorts(ports, settings, say) {
  const taken = new Set();
  const chosen = {};
  for (const port of ports) chosen[port.variable] = String(await choosePort(port, { settings, taken, say }));
  return chosen;
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
    service("agent", [...SMALL_HEAP, "apps/agent/src/main.ts"], answers(`${settings.AGENT_URL}/health`), { stopMs: 2_500 }),
  ];
  const serve = ["packages/sandbox-bench/src/serve.ts", "--bench", SANDBOX_BENCH, "--port", settings.SITES_PUBLIC_PORT];
  const sandbox = service("sandbox", serve, answers(`${settings.SITES_UPSTREAM}/health`), { stopMs: 500 });
  return (usesSandbox(settings) ? [...all, sandbox] : all).map((one) => ({ ...one, env: environmentFor(one.name, settings) }));
}

function service(name, args, isReady, { cwd = ".", stopMs }) {
  return { name, program: NODE, args, isReady, cwd: join(ROOT, cwd), stopMs };
}
