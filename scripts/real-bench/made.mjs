import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../launcher/failure.mjs";
import { identityOf } from "../launcher/processes/identity.mjs";
import { endGroup } from "../launcher/processes/end-group.mjs";
import { readRecord } from "../launcher/processes/records.mjs";
import { startHelper } from "./bench-command.mjs";

const PATIENCE_MS = 15_000;
/** Names the process that measures on a bench; beside the folders, as there is one bench for all of them. */
const OWNER = "measures.json";

/**
 * The folder of one measurement, which knows all that is made on the bench before it is made, so that it
 * can be removed: by this process, or by the next one when this was killed.
 *
 * @param folder its place; what a killed predecessor left there is removed first.
 * @throws Failure while another process measures.
 */
export async function openScratch(folder, bench, say) {
  const owner = join(dirname(folder), OWNER);
  const other = ownerOf(owner);
  if (other !== null) throw new Failure(`Another measurement of this checkout is running (process ${other}), and they share the bench. Wait until it has ended, or end it with Ctrl-C.`);
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  writeFileSync(owner, JSON.stringify({ pid: process.pid, identity: identityOf(process.pid) }));
  if (existsSync(folder)) {
    say("An earlier one was cut off; removing what it left");
    await endSystem(join(folder, "system"));
    await removeAll(folder, bench);
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    folder,
    /** Notes a site that this process makes itself, with its database. */
    willMake: (site, dbName) => appendFileSync(join(folder, "made.jsonl"), `${JSON.stringify({ site, dbName })}\n`),
    /** Removes one site that was made, with its database. */
    removeMade: (site) => remove(bench, madeIn(folder).filter((made) => made.site === site)),
    /** Removes all that was made. @throws Failure when something of it stays. */
    removeAll: () => removeAll(folder, bench),
  };
}

/** Process number of the one that measures, when it lives and is another; else null. */
function ownerOf(file) {
  const { pid, identity } = readRecord(file);
  return pid !== process.pid && identityOf(pid) === identity ? pid : null;
}

async function removeAll(folder, bench) {
  await remove(bench, madeIn(folder)).catch((error) => {
    throw new Failure(`${error.message} ${folder} has their names; run this again to remove them.`, { cause: error });
  });
  rmSync(folder, { recursive: true, force: true });
}

function madeIn(folder) {
  return [...noted(join(folder, "made.jsonl")), ...inLedger(join(folder, "agent/ledger"))];
}

async function remove(bench, made) {
  const helper = startHelper(bench);
  try {
    for (const { site, dbName } of made) {
      for (const place of placesOf(bench, { site, dbName })) rmSync(place, { recursive: true, force: true });
      await helper.call("dropDatabase", { dbName, site });
    }
    const { databases, databaseUsers } = await helper.call("inventory");
    const left = made.filter(({ site, dbName }) => placesOf(bench, { site, dbName }).length > 0 || databases.includes(dbName) || databaseUsers.some(({ user }) => user.startsWith(`${dbName}@`)));
    if (left.length > 0) throw new Failure(`These could not be removed: ${left.map(({ site, dbName }) => `${site} (${dbName})`).join(", ")}.`);
  } finally {
    helper.end();
  }
}

/** Ends the system of a killed predecessor: first its launcher, which would start the others again. */
async function endSystem(state) {
  const run = join(state, "run");
  const files = existsSync(run) ? readdirSync(run).filter((name) => name.endsWith(".json")) : [];
  for (const file of files.sort((a) => (a === "launcher.json" ? -1 : 1))) {
    // The launcher takes the others along, and their records.
    const { pid, identity } = readRecord(join(run, file));
    if (pid !== undefined && identityOf(pid) === identity) await endGroup(pid, PATIENCE_MS);
  }
}

function noted(file) {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter((line) => line.endsWith("}")).map((line) => JSON.parse(line)) : [];
}

/** What the agent was asked to make; its ledger is written before each command. */
function inLedger(ledger) {
  const entries = existsSync(ledger) ? readdirSync(ledger).map((name) => join(ledger, name, "entry.json")).filter((file) => existsSync(file)) : [];
  const requests = entries.map((file) => JSON.parse(readFileSync(file, "utf8")).request).filter(({ type }) => type === "newSite");
  return requests.map(({ site, dbName }) => ({ site, dbName }));
}

/** Folders of a site: itself, where the agent moves it when it removes it, and archives, which may have a number. */
function placesOf(bench, { site, dbName }) {
  const archive = join(bench.path, "archived/sites");
  const archives = existsSync(archive) ? readdirSync(archive).filter((name) => name.startsWith(site) && /^\d*$/.test(name.slice(site.length))) : [];
  const own = [site, `.nexus-removed-${dbName}`].map((name) => join(bench.path, "sites", name));
  return [...own, ...archives.map((name) => join(archive, name))].filter((place) => existsSync(place));
}
