import type { MariaDb } from "../bench/mariadb.ts";
import type { Stored } from "../database/server.ts";
import type { FolderNode } from "../disk/disk.ts";
import type { KernelState } from "../kernel/kernel.ts";
import type { OutgoingMail } from "@nexus/worker/mail/delivery";
import type { World } from "./world.ts";

/** All that outlives the processes of a world: rows, files, databases of the bench, mails that arrived, and the time. */
export interface Remains {
  readonly kernel: KernelState;
  readonly workersStarted: number;
  readonly database: Stored;
  readonly answers: readonly unknown[];
  readonly disk: FolderNode;
  readonly mariadb: MariaDb;
  readonly mails: readonly OutgoingMail[];
  readonly epochs: ReadonlyMap<string, number>;
}

/** Longest virtual time in which workers must have stopped, in milliseconds. */
const LIMIT = 60_000;

/** Stops the workers of a world in which nothing is under way, and takes what there is then. */
export async function remainsOf(world: World): Promise<Remains> {
  const { kernel, workerHost, server, durable, disk, mariadb, mail, network } = world;
  let isStopped = false;
  workerHost.stop().then(() => { isStopped = true; }, (error: unknown) => kernel.fail(error));
  await kernel.run(() => isStopped, LIMIT);
  return {
    kernel: kernel.state, workersStarted: workerHost.started, database: server.stored, answers: [...durable.answers],
    disk: disk.stored, mariadb: structuredClone(mariadb), mails: [...mail.taken], epochs: new Map(network.highest),
  };
}

/** Furnishes a new world with what another one left; its databases of the bench it was made with. */
export function restore({ server, durable, disk, mail, network }: World, remains: Remains): void {
  server.load(remains.database);
  durable.answers.push(...remains.answers);
  disk.load(remains.disk);
  mail.taken.push(...remains.mails);
  for (const [run, epoch] of remains.epochs) network.highest.set(run, epoch);
}
