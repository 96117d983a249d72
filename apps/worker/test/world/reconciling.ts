import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createAgentClient } from "@nexus/agent-contract/client";
import type { Drift } from "@nexus/db/client";
import { sealingKey } from "@nexus/domain/secrets/seal";
import { benchAt } from "@nexus/sandbox-bench/bench/paths";
import { readObject } from "@nexus/sandbox-bench/disk/write-atomic";
import { CURRENT_HOST, MariaDb } from "@nexus/sandbox-bench/mariadb/server";
import { createLogger } from "../../src/logging/logger.ts";
import { type Reconciler, reconciler } from "../../src/reconcile/reconcile.ts";
import type { World } from "./world.ts";

/** A reconciler in the test's own process, for which a look is always due; and what it logged. */
export function reconcilerOf(world: World): { readonly look: Reconciler; readonly logged: () => string } {
  let lines = "";
  const log = createLogger("info", { write: (line) => { lines += line; } });
  const look = reconciler({
    prisma: world.prisma, log, now: () => new Date(), everySeconds: 0, sealingKey: sealingKey(world.encryptionKey),
    siteUrl: (site) => `http://${site}`, webUrl: "http://nexus.localhost:3000",
    agent: (requestId) => createAgentClient({ url: world.agentUrl, secret: world.agentSecret, requestId }),
  });
  return { look, logged: () => lines };
}

/** Looks that were finished, also where a worker's own look came in between. */
export async function lookTimes(look: Reconciler, times: number): Promise<void> {
  for (let finished = 0; finished < times;) if (await look()) finished += 1;
}

/** Folder, database and user under these names, as a making that nobody remembers would leave them. */
export function leaveThings(world: World, { site, dbName }: { site: string | null; dbName: string }): void {
  const bench = benchAt(world.bench);
  const server = new MariaDb(bench);
  server.createDatabase(dbName);
  server.createUser(dbName, CURRENT_HOST, "left-over");
  server.grantAll(dbName, dbName, CURRENT_HOST);
  if (site === null) return;
  mkdirSync(join(bench.sites, site, "private", "files"), { recursive: true });
  writeFileSync(join(bench.sites, site, "private", "files", "letter.txt"), `what ${site} holds`);
  writeFileSync(join(bench.sites, site, "site_config.json"), JSON.stringify({ db_name: dbName, db_password: "left-over" }));
}

/** Takes things of a database away behind everybody's back. */
export function loseThings(world: World, dbName: string, what: "database" | "user"): void {
  const server = new MariaDb(benchAt(world.bench));
  if (what === "database") server.dropDatabase(dbName);
  else server.dropUser(dbName, CURRENT_HOST);
}

/** Closes or opens a site as an operator does by hand. */
export function setMaintenance(world: World, site: string, maintenance_mode: 0 | 1): void {
  const file = join(benchAt(world.bench).sites, site, "site_config.json");
  writeFileSync(file, JSON.stringify({ ...readObject(file), maintenance_mode }));
}

/** A hash over every byte of a site's folder, its database and its user; it changes when anything of them does. */
export function fingerprint(world: World, { site, dbName }: { site: string; dbName: string }): string {
  const bench = benchAt(world.bench);
  const hash = createHash("sha256");
  for (const root of [join(bench.sites, site), join(bench.mariadb, "databases", dbName), join(bench.mariadb, "users", `${dbName}@${CURRENT_HOST}.json`)]) {
    for (const file of filesBelow(root)) hash.update(`${file}\0${statSync(file).mtimeMs}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesBelow(root: string): string[] {
  if (!existsSync(root)) throw new Error(`${root} is gone.`);
  if (statSync(root).isFile()) return [root];
  return readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** What is known of a subject that is not closed. */
export async function driftOf(world: World, subject: string): Promise<Pick<Drift, "kind" | "state" | "found"> | null> {
  return world.prisma.drift.findFirst({ where: { subject, state: { not: "closed" } }, select: { kind: true, state: true, found: true } });
}

/** The drift's events in the audit log, as they came. */
export async function driftEvents(world: World, subject: string): Promise<string[]> {
  const events = await world.prisma.auditEvent.findMany({ where: { action: { startsWith: "drift." } }, orderBy: { id: "asc" } });
  return events.filter((event) => JSON.stringify([event.before, event.after]).includes(subject)).map(({ action }) => action);
}
