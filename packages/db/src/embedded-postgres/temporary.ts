import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPostmaster, isAlive, stopPostmaster } from "./postmaster.ts";
import { startEmbeddedPostgres } from "./start.ts";

/** A server for one run of tests. */
export interface TemporaryPostgres {
  readonly url: string;
  /** Stops the server and deletes its data. */
  readonly stop: () => Promise<void>;
}

const PREFIX = "nexus-postgres-";
/** Tests need no safety against power cuts, and are twice as fast without. */
const SETTINGS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/** Starts an empty server in the system's folder for temporary files, and clears away those of killed runs. */
export async function startTemporaryPostgres(): Promise<TemporaryPostgres> {
  await sweepAbandoned();
  const home = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  await chmod(home, 0o711);
  const server = await startEmbeddedPostgres({
    home, logFile: join(home, "postgres.log"), port: 0, settings: SETTINGS, attachedToTerminal: true,
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
  return { url: server.url, stop };
}

async function sweepAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(name.match(new RegExp(`^${PREFIX}(\\d+)-`))?.[1]);
    if (!Number.isInteger(owner) || isAlive(owner)) continue;
    const home = join(tmpdir(), name);
    const postmaster = await findPostmaster(join(home, "data")).catch(() => null);
    // Another user's leftovers are not ours to end.
    if (postmaster) await stopPostmaster(postmaster.pid).catch(() => undefined);
    await rm(home, { recursive: true, force: true }).catch(() => undefined);
  }
}
