import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { createBench, DEFAULT_ROOT_PASSWORD } from "../src/bench/create.ts";
import { readObject } from "../src/disk/write-atomic.ts";
import { type DatabaseServer, mariaDbOf, sandboxServer } from "./database-server.ts";
import { startHelper } from "./helper-client.ts";
import { type HeldLock, holdLock } from "./held-lock.ts";

/** How a bench command ended. */
export interface Ended {
  /** As a shell tells it: 128 + the signal's number when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A bench command that runs. */
export interface Running {
  readonly process: ChildProcess;
  /** What it has said on stdout so far. */
  readonly said: () => string;
  readonly ended: Promise<Ended>;
}

/** A site's name and its database's. */
export interface Names {
  readonly site: string;
  readonly database: string;
}

/** Further environment of a command. */
export type Environment = Readonly<Record<string, string>>;

/** What the agent runs instead of Frappe's own `-m frappe.utils.bench_helper`. */
const BENCH_PROGRAM = fileURLToPath(new URL("../../../apps/agent/helper/nexus_bench.py", import.meta.url));
const SIGNALS: Readonly<Record<string, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
const ADMIN_PASSWORD = "Sandbox-Admin-1";
/** One for all files of a run, in the folder of its caller, who removes it. */
const DUMP = join(process.env["CONFORMANCE_SCRATCH"] ?? "", "site.sql");

/**
 * A bench that the conformance tests drive: a fresh sandbox, or with CONFORMANCE_BENCH a real one
 * (CONFORMANCE_ROOT_USER and CONFORMANCE_ROOT_PASSWORD are its database administrator). On a real
 * bench everything is made under names of its own, and removed.
 */
export class BenchUnderTest {
  readonly root: string;
  readonly isSandbox: boolean;
  readonly rootUser: string;
  readonly rootPassword: string;
  /** Milliseconds that a new site may take. */
  readonly patience: number;
  readonly #server: DatabaseServer;
  readonly #made: Names[] = [];
  readonly #running = new Set<Running>();
  readonly #locks: HeldLock[] = [];

  constructor(root: string | undefined) {
    this.isSandbox = root === undefined;
    this.root = root ?? mkdtempSync(join(tmpdir(), "sandbox-bench-"));
    this.rootUser = process.env["CONFORMANCE_ROOT_USER"] ?? "root";
    this.rootPassword = process.env["CONFORMANCE_ROOT_PASSWORD"] ?? DEFAULT_ROOT_PASSWORD;
    this.patience = this.isSandbox ? 20_000 : 400_000;
    this.#server = this.isSandbox ? sandboxServer(this.root) : mariaDbOf(this.root, { user: this.rootUser, password: this.rootPassword });
    this.pace("instant");
  }

  /** The bench that the environment names, or a sandbox that works at once. */
  static open(): BenchUnderTest {
    return new BenchUnderTest(process.env["CONFORMANCE_BENCH"]);
  }

  /** How many seconds a new site takes from now on; a real bench has its own pace. */
  pace(speed: "instant" | number): void {
    if (this.isSandbox) createBench(this.root, { speed });
  }

  /** Names for a site that nobody has, and for its database, which carries the product's mark. */
  newNames(): Names {
    const id = randomBytes(12).toString("hex");
    const names = { site: `t-${id.slice(0, 12)}.conformance.localhost`, database: `nx_${id}_1` };
    this.#made.push(names);
    return names;
  }

  /** Starts a bench command the way the agent does: on the bench's interpreter, from `sites/`, without a terminal. */
  start(argv: readonly string[], input = "", environment: Environment = {}): Running {
    const child = spawn(join(this.root, "env", "bin", "python"), [BENCH_PROGRAM, "frappe", ...argv], {
      cwd: join(this.root, "sites"), detached: true,
      env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "/", ...environment },
    });
    const texts = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => (texts.stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (texts.stderr += String(chunk)));
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code: code ?? 128 + (SIGNALS[signal ?? ""] ?? 0), ...texts }));
    });
    const running = { process: child, said: () => texts.stdout, ended };
    this.#running.add(running);
    void ended.finally(() => this.#running.delete(running)).catch(() => {});
    return running;
  }

  run(argv: readonly string[], input = "", environment: Environment = {}): Promise<Ended> {
    return this.start(argv, input, environment).ended;
  }

  /** `new-site` with passwords on standard input. */
  startNewSite(names: Names, more: readonly string[] = [], environment: Environment = {}): Running {
    const argv = ["new-site", names.site, "--db-name", names.database, "--db-root-username", this.rootUser, ...more];
    return this.start(argv, `${this.rootPassword}\n${ADMIN_PASSWORD}\n${ADMIN_PASSWORD}\n`, environment);
  }

  /** A finished site to test other things on. @throws Error with the output when it could not be made. */
  async makeSite(): Promise<Names> {
    const names = this.newNames();
    const made = await this.startNewSite(names, this.shortCut()).ended;
    if (made.code !== 0) throw new Error(`new-site ended with ${made.code}\n${made.stdout}\n${made.stderr}`);
    await this.keepForShortCut(names.site);
    return names;
  }

  get #mayCopy(): boolean {
    return !this.isSandbox && process.env["CONFORMANCE_SCRATCH"] !== undefined;
  }

  /** Options that make a new site from the dump of an earlier one, minutes sooner on a real bench; none while there is no dump. */
  shortCut(): readonly string[] {
    return this.#mayCopy && existsSync(DUMP) ? ["--source-sql", DUMP] : [];
  }

  /** Keeps the dump of a site that was made from scratch, for {@link shortCut}; the sandbox is fast without. */
  async keepForShortCut(site: string): Promise<void> {
    if (!this.#mayCopy || existsSync(DUMP)) return;
    const packed = `${DUMP}.gz`;
    const { code, stdout } = await this.run(["--site", site, "backup", "--backup-path-db", packed, "--backup-path-conf", `${packed}.json`]);
    if (code !== 0) throw new Error(`backup ended with ${code}\n${stdout}`);
    writeFileSync(DUMP, gunzipSync(readFileSync(packed)));
  }

  drop(site: string, more: readonly string[] = [], environment: Environment = {}): Promise<Ended> {
    return this.run(["drop-site", site, "--root-login", this.rootUser, ...more], `${this.rootPassword}\n`, environment);
  }

  /** A helper as the agent starts it; ended with the bench unless its test does. */
  helper(password = this.rootPassword, environment: Environment = {}) {
    return startHelper(this.root, { user: this.rootUser, password }, environment);
  }

  /** Holds one of a site's locks as another command would. */
  async holdLock(site: string, name: string): Promise<HeldLock> {
    const lock = await holdLock(join(this.root, "sites", site, "locks", `${name}.lock`), this.isSandbox);
    this.#locks.push(lock);
    return lock;
  }

  /** Names of all databases. */
  databases(): string[] {
    return this.#server.databases();
  }

  /** `user@host` of all database users with this name. */
  databaseUsers(user: string): string[] {
    return this.#server.users(user);
  }

  /** Takes a database away behind its site's back. */
  loseDatabase(name: string): void {
    this.#server.dropDatabase(name);
  }

  /** Takes a table away behind its site's back. */
  loseTable({ site, database }: Names, table: string): void {
    const password = String(readObject(join(this.root, "sites", site, "site_config.json"))["db_password"]);
    this.#server.dropTable({ database, password }, table);
  }

  /** Files and folders of a site below `sites` or `archived/sites`, sorted; numbers of rotated logs and times are left out. */
  filesOf(site: string, place: "sites" | "archived/sites" = "sites"): string[] {
    const folder = join(this.root, place, site);
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => name.replace(/\.log\.\d+$/, ".log").replace(/\d{8}_\d{6}-/, "<time>-").replaceAll(site.replaceAll(".", "_"), "<site>"));
    return [...new Set(names)].sort();
  }

  /** Ends what still runs and removes all that was made here. @throws Error when something of it stays. */
  async close(): Promise<void> {
    for (const lock of this.#locks) lock.release();
    for (const { process: child } of this.#running) child.kill("SIGKILL");
    await Promise.allSettled([...this.#running].map(({ ended }) => ended));
    if (this.isSandbox) return rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
    const helper = await this.helper();
    for (const { site, database } of this.#made) {
      for (const folder of this.#foldersOf(site)) rmSync(folder, { recursive: true, force: true });
      const gone = await helper.call("dropDatabase", { dbName: database, site });
      if (gone?.ok !== true) throw new Error(`${database} could not be removed: ${JSON.stringify(gone)}`);
    }
    await helper.end();
    const left = this.#made.filter(({ site, database }) => this.#foldersOf(site).some((folder) => existsSync(folder)) || this.databases().includes(database) || this.databaseUsers(database).length > 0);
    if (left.length > 0) throw new Error(`These stayed on the bench: ${JSON.stringify(left)}`);
  }

  #foldersOf(site: string): string[] {
    return ["sites", "archived/sites"].flatMap((place) => [site, `${site}1`].map((name) => join(this.root, place, name)));
  }
}
