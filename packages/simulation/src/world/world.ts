import type { PrismaClient } from "@nexus/db/generated/client";
import { sealingKey } from "@nexus/domain/secrets/seal";
import { Machine } from "../bench/machine.ts";
import { type MariaDb, newMariaDb, newSiteDatabase } from "../bench/mariadb.ts";
import type { BenchState } from "../bench/operations.ts";
import { Durable } from "../database/durable.ts";
import { modelPrisma } from "../database/prisma.ts";
import { DatabaseServer } from "../database/server.ts";
import { Disk } from "../disk/disk.ts";
import { useKernel } from "../kernel/clocks.ts";
import { Kernel } from "../kernel/kernel.ts";
import type { SimProcess } from "../kernel/process.ts";
import { AgentHost, BENCH_PATH, STATE_DIR } from "../network/agent-host.ts";
import { MailServer } from "../network/mail-server.ts";
import { Network } from "../network/network.ts";
import { enterWorld } from "./current.ts";
import { type Remains, restore } from "./remains.ts";
import { simulationLog } from "./log.ts";
import { Moments } from "./moments.ts";
import { Strikes } from "./strikes.ts";
import { ENCRYPTION_KEY, MASTER_SITE, WorkerHost } from "./worker-host.ts";

/** A site of somebody else on the same bench: nothing of it may ever change. */
export const FOREIGN_SITE = "shop.sites.test";

export interface WorldOptions {
  readonly seed: number;
  readonly workers: number;
  /** Longest extra time of a database statement, in milliseconds; lets the order of processes vary. */
  readonly jitter: number;
  /** What an earlier world left that was stopped; its place of beginning otherwise. */
  readonly from?: Remains | undefined;
  /** Hears every line of worker and agent. */
  readonly hear?: (time: number, level: string, facts: unknown, words: unknown) => void;
}

/** Everything that one simulation needs: the shipped worker and agent in a model of all that is around them. */
export interface World {
  readonly kernel: Kernel;
  readonly server: DatabaseServer;
  readonly prisma: PrismaClient;
  readonly durable: Durable;
  readonly moments: Moments;
  readonly strikes: Strikes;
  readonly disk: Disk;
  readonly machine: Machine;
  readonly bench: BenchState;
  readonly mariadb: MariaDb;
  readonly network: Network;
  readonly agentHost: AgentHost;
  readonly workerHost: WorkerHost;
  readonly mail: MailServer;
  readonly sealingKey: Buffer;
  /** Databases of ours that somebody put on the bench again. */
  readonly cameBack: Set<string>;
  /** The web application, in whose name people ask for things. */
  readonly web: SimProcess;
}

const key = sealingKey(ENCRYPTION_KEY);

/** Makes a world and starts what is in it. It is the current one until {@link endWorld}. */
export function beginWorld({ seed, workers, jitter, from, hear }: WorldOptions): World {
  const kernel = new Kernel(seed, from?.kernel);
  const server = new DatabaseServer(kernel);
  server.jitter = jitter;
  const disk = new Disk();
  const machine = new Machine(kernel);
  const mariadb = from === undefined ? newMariaDb() : structuredClone(from.mariadb);
  const moments = new Moments();
  const log = simulationLog(hear === undefined ? null : (level, facts, words) => hear(kernel.elapsed, level, facts, words));
  const world: World = {
    kernel, server, disk, machine, mariadb, moments,
    prisma: modelPrisma(server),
    durable: new Durable({ kernel, server, moments }),
    strikes: new Strikes(),
    bench: { path: BENCH_PATH, disk, mariadb, now: () => kernel.now, stumbles: [] },
    network: new Network(),
    agentHost: new AgentHost(kernel, machine, log),
    workerHost: new WorkerHost(kernel, log, from?.workersStarted),
    mail: new MailServer(kernel),
    sealingKey: key, cameBack: new Set(),
    web: kernel.newProcess("web"),
  };
  useKernel(kernel);
  enterWorld(world);
  if (from === undefined) furnish(world);
  else restore(world, from);
  world.agentHost.start();
  for (let count = 0; count < workers; count += 1) world.workerHost.start();
  return world;
}

/** Ends every process of a world, so that nothing of it goes on. */
export function endWorld({ kernel }: World): void {
  for (const process of kernel.processes) process.kill();
  enterWorld(null);
  useKernel(null);
}

function furnish({ disk, mariadb }: World): void {
  for (const folder of ["sites", "archived/sites", "logs"]) disk.makeFolder(`${BENCH_PATH}/${folder}`, true);
  disk.makeFolder(STATE_DIR, true);
  disk.open(`${BENCH_PATH}/sites/common_site_config.json`).bytes = Buffer.from("{}");
  for (const [site, dbName] of [[FOREIGN_SITE, "_foreign"], [MASTER_SITE, "_master"]] as const) {
    disk.makeFolder(`${BENCH_PATH}/sites/${site}`, true);
    disk.open(`${BENCH_PATH}/sites/${site}/site_config.json`).bytes = Buffer.from(JSON.stringify({ db_name: dbName, db_password: "theirs" }));
    const database = newSiteDatabase();
    database.filled = "whole";
    database.apps.push("frappe");
    mariadb.databases.set(dbName, database);
    mariadb.users.set(`${dbName}@localhost`, [dbName]);
    mariadb.cacheKeys.add(`${dbName}|bootinfo`);
  }
}
