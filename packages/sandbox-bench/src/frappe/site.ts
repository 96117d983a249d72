import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Bench } from "../bench/paths.ts";
import type { Trouble } from "../trouble.ts";
import { LockTimeout, takeLock, withLock } from "../disk/lock.ts";
import { readObject, writeJson } from "../disk/write-atomic.ts";
import type { Database } from "../mariadb/database.ts";
import { MariaDb } from "../mariadb/server.ts";
import { lockTimeout, siteMissing } from "./errors.ts";

export type Config = Record<string, unknown>;

/** A site by its folder: its configuration, its locks, and the way to its database. */
export class Site {
  readonly bench: Bench;
  readonly name: string;
  readonly folder: string;
  readonly trouble: Trouble;

  /** Touches nothing. Like the real bench, joins whatever name it is given to `sites/`. */
  constructor(bench: Bench, name: string, trouble: Trouble) {
    this.bench = bench;
    this.name = name;
    this.folder = resolve(bench.sites, name);
    this.trouble = trouble;
  }

  get configFile(): string {
    return join(this.folder, "site_config.json");
  }

  /** Whether the folder is a site: it holds a site_config.json. */
  exists(): boolean {
    return existsSync(this.configFile);
  }

  /** common_site_config.json with site_config.json over it, read afresh. @throws IncorrectSitePath. */
  config(): Config {
    if (!this.exists()) throw siteMissing(this.name);
    return { ...readObject(join(this.bench.sites, "common_site_config.json")), ...readObject(this.configFile) };
  }

  /** Sets keys of site_config.json; `undefined` removes one. */
  changeConfig(changes: Config): void {
    withLock(join(this.folder, "locks", "site_config.lock"), 30_000, () => {
      const merged = Object.entries({ ...readObject(this.configFile), ...changes }).filter(([, value]) => value !== undefined);
      writeJson(this.configFile, Object.fromEntries(merged));
    });
  }

  /** Connects to the site's database. @throws IncorrectSitePath, OperationalError. */
  connect(): Database {
    const config = this.config();
    this.trouble.beforeConnecting();
    const name = String(config["db_name"]);
    return new MariaDb(this.bench).connect(name, String(config["db_password"]), name);
  }

  /** Runs `work` under one of the site's locks, as two commands on one site meet. @throws LockTimeoutError after a second. */
  async underLock<T>(name: string, work: () => Promise<T>): Promise<T> {
    const file = join(this.folder, "locks", `${name}.lock`);
    const timeout = lockTimeout(name, file);
    if (this.trouble.find("lock_held") !== undefined) {
      await new Promise((done) => setTimeout(done, LOCK_WAIT_MS));
      throw timeout;
    }
    const lock = tryLock(file);
    if (lock === null) throw timeout;
    try {
      return await work();
    } finally {
      lock.release();
    }
  }
}

const LOCK_WAIT_MS = 1_000;

function tryLock(file: string): { release(): void } | null {
  try {
    return takeLock(file, LOCK_WAIT_MS);
  } catch (error) {
    if (error instanceof LockTimeout) return null;
    throw error;
  }
}
