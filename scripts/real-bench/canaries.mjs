import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Failure } from "../launcher/failure.mjs";
import { STATE } from "../launcher/paths.mjs";
import { createProgress } from "../launcher/progress.mjs";
import { generateClient, installDependencies } from "../launcher/set-up.mjs";
import { givenSettings } from "../launcher/settings/load.mjs";
import { appsOf, benchOf } from "../testing/real-bench.mjs";
import { masterSettings, withInstallation } from "./installation.mjs";
import { askServices } from "./inventory.mjs";
import { dumpMariadb, dumpPostgres, heldBy, mariadbPlaces, searchFiles } from "./search.mjs";
import { table } from "./table.mjs";
import { traceProcess } from "./trace.mjs";
import { newPerson, visitor } from "./visitor.mjs";
import { untilDone } from "./watch-ledger.mjs";

/** Where a secret is kept on purpose; anywhere else it is a leak. */
const KEPT = [
  { name: "database password", place: /^files: .*\/sites\/[^/]+\/site_config\.json$/ },
  // Frappe keeps an API key in clear, as it does a user's name; the secret to it is sealed.
  { name: "API key", place: /^MariaDB|^Redis: / },
];

const REGISTER_PATIENCE_MS = 120_000;

/** Searches and prints what was found. @returns the exit code: 1 when a secret lies where it should not. */
export async function searchCanaries(args) {
  try {
    const { values } = parseArgs({ args, options: { workspaces: { type: "string", default: "3" } } });
    const bench = benchOf(givenSettings());
    const { say, ...progress } = createProgress(console.error);
    await installDependencies({ say, ...progress });
    await generateClient({ say, ...progress });
    const secretFolder = mkdtempSync(join(tmpdir(), "nexus-canaries-"));
    try {
      // What is logged only when somebody looks for a fault must not hold secrets either.
      const settings = { ...masterSettings(bench), LOG_LEVEL: "debug" };
      const found = await withInstallation({ bench, folder: join(STATE, "canaries"), settings, say }, (installation) =>
        plantAndSearch({ bench, installation, say, secretFolder }, Number(values.workspaces)));
      return tell(found, bench);
    } finally {
      rmSync(secretFolder, { recursive: true, force: true });
    }
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error.stack);
    return 1;
  }
}

async function plantAndSearch(parts, count) {
  const { installation, say, secretFolder } = parts;
  const trace = await traceProcess(installation.pidOf("agent"), join(secretFolder, "trace"));
  const visitors = Array.from({ length: count }, () => visitor(installation.web, { person: withSpecialPassword(newPerson()) }));
  await Promise.all(visitors.map((someone) => makeWorkspace(someone, parts)));
  await trace.end();
  say("Searching");
  const secrets = secretsOf(parts, visitors, trace.secrets());
  const argvs = trace.argvs();
  const { held, unsearched } = await search(parts, secrets, argvs);
  return { secrets, argvs, unsearched, leaks: held.filter(({ name, place }) => !KEPT.some((kept) => kept.name === name && kept.place.test(place))) };
}

/** One that is different when it is URL-encoded. */
function withSpecialPassword(person) {
  return { ...person, password: person.password.replaceAll("-", " /+") };
}

/** A workspace whose owner has signed in, entered into the register where there is one. */
async function makeWorkspace(someone, { bench, installation: { agent, signal } }) {
  const view = await someone.follow(await someone.signUp(), { signal });
  if (view.state !== "succeeded") throw new Failure(`A run ended as ${view.state}: ${view.error?.code}`);
  await someone.open(view.tenant.tenantId);
  if (bench.masterSite !== null) await untilDone(agent.stateDir, { type: "registerTenant", subdomain: someone.person.subdomain }, AbortSignal.any([signal, AbortSignal.timeout(REGISTER_PATIENCE_MS)]));
}

/** The visitors' passwords, what was handed on to runners and helpers, and MariaDB's administrator's. */
function secretsOf({ bench }, visitors, handedOn) {
  const names = { adminPassword: "Administrator's password", apiKey: "API key", apiSecret: "API secret", password: "database password" };
  const chosen = visitors.map(({ person }) => ({ name: "owner's password", value: person.password }));
  const known = new Set([bench.admin.password, ...chosen.map(({ value }) => value)]);
  const others = handedOn.filter(({ value }) => !known.has(value)).map(({ name, value }) => ({ name: names[name], value }));
  const all = [...chosen, ...others, { name: "MariaDB administrator's password", value: bench.admin.password }];
  const unique = [...new Map(all.map((secret) => [secret.value, secret])).values()];
  for (const name of [...Object.values(names), "owner's password"]) {
    const count = unique.filter((secret) => secret.name === name).length;
    if (count < visitors.length) throw new Failure(`Only ${count} of ${visitors.length} × ${name} were seen on their way, so the search would prove nothing.`);
  }
  return unique;
}

/** @returns `held`: which secret is where; `unsearched`: places that this user or MariaDB's administrator may not read. */
async function search({ bench, installation }, secrets, argvs) {
  const config = JSON.parse(readFileSync(join(bench.path, "sites/common_site_config.json"), "utf8"));
  const address = { host: process.env.FRAPPE_DB_HOST ?? config.db_host ?? "127.0.0.1", port: process.env.FRAPPE_DB_PORT ?? config.db_port ?? 3306 };
  const texts = [
    { place: "argv", text: argvs.join("\n") },
    { place: "PostgreSQL", text: dumpPostgres(installation.databaseUrl) },
    ...Object.entries(askServices(bench, { values: true }).redis).map(([key, value]) => ({ place: `Redis: ${key}`, text: `${key} ${value}` })),
  ];
  const held = texts.flatMap((found) => heldIn(found, secrets));
  const unsearched = [];
  // One after the other, as each may be large.
  for (const found of dumpMariadb(bench, address, loginsOf(bench))) {
    if (found.text === null) unsearched.push(found.place);
    else held.push(...heldIn(found, secrets));
  }
  for (const { place, isReadable } of mariadbPlaces(bench, address)) {
    if (isReadable) held.push(...await heldBelow(place, secrets, "MariaDB's files"));
    else unsearched.push(`MariaDB's files: ${place}`);
  }
  for (const folder of [bench.path, installation.scratch.folder]) held.push(...await heldBelow(folder, secrets, "files"));
  return { held, unsearched };
}

function heldIn({ place, text }, secrets) {
  return heldBy(text, secrets).map(({ name }) => ({ name, place }));
}

async function heldBelow(folder, secrets, kind) {
  return (await searchFiles(folder, secrets)).flatMap(({ file, held }) => held.map(({ name }) => ({ name, place: `${kind}: ${file}` })));
}

/** The database users of all sites: MariaDB's administrator may be one who reads no databases but ours. */
function loginsOf(bench) {
  const files = readdirSync(join(bench.path, "sites")).map((name) => join(bench.path, "sites", name, "site_config.json")).filter((file) => existsSync(file));
  return files.map((file) => JSON.parse(readFileSync(file, "utf8"))).map((config) => ({ user: config.db_name, password: config.db_password }));
}

function tell({ secrets, argvs, leaks, unsearched }, bench) {
  const names = [...new Set(secrets.map(({ name }) => name))];
  const rows = names.map((name) => [name, secrets.filter((secret) => secret.name === name).length, leaks.filter((leak) => leak.name === name).map(({ place }) => place).join("; ") || "nowhere"]);
  console.log(`${appsOf(bench.path)}; ${argvs.length} programs were started by the agent and below it\n\n${table(["secret", "how many", "found where it should not be"], rows)}`);
  console.log(`\nRegistered: ${bench.masterSite ?? "nowhere, as MASTER_SITE_NAME is not set"}. Not searched: ${unsearched.join("; ") || "nothing"}.`);
  console.log(`${secrets.length} secrets, ${leaks.length} leaks`);
  return leaks.length === 0 ? 0 : 1;
}
