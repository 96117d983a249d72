import { spawn } from "node:child_process";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { serverEnvironment } from "../env.ts";
import { freePort } from "../free-port.ts";
import { postgresAccount, type Account } from "./account.ts";
import { binariesDirectory } from "./binaries.ts";
import { initialiseCluster, SUPERUSER, type Cluster } from "./initialise.ts";
import { findPostmaster, stopPostmaster, type Postmaster } from "./postmaster.ts";

/** Where an embedded server lives and how it is set. */
export interface EmbeddedOptions {
  /** Gets `data/` and `password`. Its parents must be open to the account of PostgreSQL, see home.ts. */
  readonly home: string;
  /** PostgreSQL's own log is appended here. */
  readonly logFile: string;
  /** Tried first; the next free one is taken when it is in use. */
  readonly port: number;
  /** More `name=value` settings of postgresql.conf. */
  readonly settings?: readonly string[];
  /** The server ends with the terminal's Ctrl-C: for tests. Otherwise only `stop` ends it. */
  readonly attachedToTerminal?: boolean;
}

/** A running embedded server. */
export interface EmbeddedPostgres {
  /** Connection string of database `nexus`, which exists. */
  readonly url: string;
  readonly pid: number;
  readonly port: number;
  /** The server was running already, e.g. because whoever started it was killed. */
  readonly found: boolean;
  readonly stop: () => Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
const SETTINGS = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "log_destination=stderr"];

/**
 * Starts PostgreSQL, or attaches to the server that runs on the same home already. Recovers from
 * whatever was killed before: stale lock files, half-made directories, a server that is still ending.
 *
 * @throws Error when no server answers within a minute; its log says why.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const account = postgresAccount();
  const binaries = await binariesDirectory();
  const cluster = await initialiseCluster(options.home, binaries, account);
  const deadline = Date.now() + START_TIMEOUT_MS;
  let started = false;
  while (Date.now() < deadline) {
    const postmaster = await findPostmaster(cluster.dataDirectory);
    const url = postmaster && await whenReady(cluster, postmaster);
    if (postmaster && url) {
      return { url, ...postmaster, found: !started, stop: () => stopPostmaster(postmaster.pid) };
    }
    if (postmaster) {
      await delay(POLL_MS);
    } else {
      started = true;
      await launch(options, cluster, binaries, account);
    }
  }
  throw new Error(`PostgreSQL did not start within a minute. Its log says why: ${options.logFile}`);
}

/** Spawns a server and waits until it has written its lock file or has ended. */
async function launch(options: EmbeddedOptions, cluster: Cluster, binaries: string, account: Account): Promise<void> {
  await mkdir(dirname(options.logFile), { recursive: true });
  const log = await open(options.logFile, "a", 0o600);
  const settings = [...SETTINGS, `port=${await freePort(options.port)}`, ...options.settings ?? []];
  const server = spawn(join(binaries, "postgres"), ["-D", cluster.dataDirectory, ...settings.flatMap((value) => ["-c", value])], {
    ...account,
    cwd: cluster.dataDirectory,
    env: serverEnvironment(),
    stdio: ["ignore", log.fd, log.fd],
    detached: options.attachedToTerminal !== true,
  });
  let ended = false;
  server.once("exit", () => { ended = true; }).once("error", () => { ended = true; });
  server.unref();
  await log.close();
  while (!ended && !await findPostmaster(cluster.dataDirectory)) await delay(POLL_MS);
  // A killed server's last children hold its memory for a moment, and refuse the next one.
  if (ended) await delay(500);
}

/** The connection string once the server answers, null while it starts or when it ended. */
async function whenReady(cluster: Cluster, postmaster: Postmaster): Promise<string | null> {
  const url = (database: string): string =>
    `postgresql://${SUPERUSER}:${cluster.password}@127.0.0.1:${postmaster.port}/${database}`;
  const client = new pg.Client({ connectionString: url("postgres") });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'nexus'");
    if (rowCount === 0) await client.query("create database nexus");
    return url("nexus");
  } catch (error) {
    if (isWrongPassword(error)) throw new Error(`The password file beside ${cluster.dataDirectory} is not the one of this database.`, { cause: error });
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "28P01";
}
