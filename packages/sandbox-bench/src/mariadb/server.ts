import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "../bench/paths.ts";
import { fromFileName, toFileName } from "../disk/file-name.ts";
import { readObject, TEMPORARY_PREFIX, writeJson } from "../disk/write-atomic.ts";
import { Database } from "./database.ts";
import { accessDenied, OperationalError, unknownDatabase } from "./errors.ts";
import { hashPassword, nativeHash, passwordMatches } from "./password-hash.ts";

/** A database user as its file tells it. */
export interface DatabaseUser {
  readonly user: string;
  readonly host: string;
  readonly grants: readonly string[];
}

/** Host from which everything on this machine connects. */
export const CURRENT_HOST = "localhost";

/**
 * The database server: databases and users, keyed by their own names and apart from the sites'
 * folders, so that renames, orphans and collisions behave as with a real one.
 */
export class MariaDb {
  readonly #databases: string;
  readonly #users: string;
  readonly #locks: string;
  readonly #rootFile: string;

  constructor(bench: Bench) {
    this.#databases = join(bench.mariadb, "databases");
    this.#users = join(bench.mariadb, "users");
    this.#locks = join(bench.mariadb, "locks");
    this.#rootFile = join(bench.mariadb, "root.json");
  }

  /** Creates the server's own folders, removes what killed processes left half-removed, and sets the administrator's password. */
  initialize(rootPassword: string): void {
    for (const folder of [this.#databases, this.#users, this.#locks]) mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(this.#databases)) {
      if (name.startsWith(TEMPORARY_PREFIX)) rmSync(join(this.#databases, name), { recursive: true, force: true });
    }
    const stored = readObject(this.#rootFile)["hash"];
    if (typeof stored === "string" && passwordMatches(rootPassword, stored)) return;
    writeJson(this.#rootFile, { user: "root", hash: hashPassword(rootPassword) }, 0o600);
  }

  /** Signs the database administrator in. @throws OperationalError 1045. */
  signInAsRoot(user: string, password: string): void {
    const stored = readObject(this.#rootFile)["hash"];
    if (user === "root" && typeof stored === "string" && passwordMatches(password, stored)) return;
    throw accessDenied(user, CURRENT_HOST, password !== "");
  }

  /** What the administrator may do, as SHOW GRANTS words it; `grants` in root.json takes rights away. */
  rootGrants(): string[] {
    const grants = readObject(this.#rootFile)["grants"];
    return Array.isArray(grants) ? grants.map(String) : ["GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION"];
  }

  databases(): string[] {
    return this.#list(this.#databases).map(fromFileName).sort();
  }

  /** @throws OperationalError 1007 when it exists: also when two processes try at once. */
  createDatabase(name: string): Database {
    try {
      mkdirSync(this.#databaseFolder(name));
    } catch (error) {
      if (!existsSync(this.#databaseFolder(name))) throw error;
      throw new OperationalError(1007, `Can't create database '${name}'; database exists`, "pymysql.err.ProgrammingError");
    }
    return this.#open(name);
  }

  /** Removes a database in one step, whatever happens to this process. @returns whether there was one. */
  dropDatabase(name: string): boolean {
    const folder = this.#databaseFolder(name);
    if (!existsSync(folder)) return false;
    const doomed = join(this.#databases, `${TEMPORARY_PREFIX}${process.pid}-${toFileName(name)}`);
    renameSync(folder, doomed);
    rmSync(doomed, { recursive: true, force: true });
    return true;
  }

  users(): DatabaseUser[] {
    return this.#list(this.#users)
      .map((file) => readObject(join(this.#users, file)))
      .map(({ user, host, grants }) => ({ user: String(user), host: String(host), grants: Array.isArray(grants) ? grants.map(String) : [] }))
      .sort((a, b) => (`${a.user}@${a.host}` < `${b.user}@${b.host}` ? -1 : 1));
  }

  /** @throws OperationalError 1396 when the user exists. */
  createUser(user: string, host: string, password: string): void {
    const file = this.#userFile(user, host);
    if (existsSync(file)) throw new OperationalError(1396, `Operation CREATE USER failed for '${user}'@'${host}'`);
    writeJson(file, { user, host, hash: nativeHash(password), grants: [] }, 0o600);
  }

  /** @returns whether there was such a user. */
  dropUser(user: string, host: string): boolean {
    const file = this.#userFile(user, host);
    const existed = existsSync(file);
    rmSync(file, { force: true });
    return existed;
  }

  grantAll(database: string, user: string, host: string): void {
    const file = this.#userFile(user, host);
    writeJson(file, { ...readObject(file), grants: [database] }, 0o600);
  }

  /** Connects a site to its database. @throws OperationalError 1045, 1044 or 1049. */
  connect(user: string, password: string, database: string): Database {
    const account = [CURRENT_HOST, "%"].map((host) => readObject(this.#userFile(user, host))).find((found) => found["hash"] === nativeHash(password));
    if (account === undefined) throw accessDenied(user, CURRENT_HOST, password !== "");
    if (!Array.isArray(account["grants"]) || !account["grants"].includes(database)) {
      throw new OperationalError(1044, `Access denied for user '${user}'@'${CURRENT_HOST}' to database '${database}'`);
    }
    if (!existsSync(this.#databaseFolder(database))) throw unknownDatabase(database);
    return this.#open(database);
  }

  #open(name: string): Database {
    return new Database(name, this.#databaseFolder(name), join(this.#locks, `${toFileName(name)}.lock`));
  }

  #list(folder: string): string[] {
    return existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith(TEMPORARY_PREFIX)) : [];
  }

  #databaseFolder(name: string): string {
    return join(this.#databases, toFileName(name));
  }

  #userFile(user: string, host: string): string {
    return join(this.#users, `${toFileName(user)}@${toFileName(host)}.json`);
  }
}
