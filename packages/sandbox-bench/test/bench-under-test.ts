import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBench, DEFAULT_ROOT_PASSWORD } from "../src/bench/create.ts";
import { benchAt } from "../src/bench/paths.ts";
import { listInventory } from "../src/inventory.ts";
import { MariaDb } from "../src/mariadb/server.ts";

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

const SIGNALS: Readonly<Record<string, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

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
  readonly #made: { site: string; database: string }[] = [];
  readonly #running = new Set<Running>();

  constructor(root: string | undefined) {
    this.isSandbox = root === undefined;
    this.root = root ?? mkdtempSync(join(tmpdir(), "sandbox-bench-"));
    this.rootUser = process.env["CONFORMANCE_ROOT_USER"] ?? "root";
    this.rootPassword = process.env["CONFORMANCE_ROOT_PASSWORD"] ?? DEFAULT_ROOT_PASSWORD;
    this.patience = this.isSandbox ? 20_000 : 400_000;
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

  /** Names for a site that nobody has, and for its database. */
  newNames(): { site: string; database: string } {
    const id = randomBytes(6).toString("hex");
    const names = { site: `t-${id}.conformance.localhost`, database: `nx_t_${id}` };
    this.#made.push(names);
    return names;
  }

  /** Starts a bench command the way the agent does: on the bench's interpreter, from `sites/`, without a terminal. */
  start(argv: readonly string[], input = ""): Running {
    const child = spawn(join(this.root, "env", "bin", "python"), ["-m", "frappe.utils.bench_helper", "frappe", ...argv], {
      cwd: join(this.root, "sites"), detached: true,
      env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "/" },
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

  run(argv: readonly string[], input = ""): Promise<Ended> {
    return this.start(argv, input).ended;
  }

  /** `new-site` with passwords on standard input. */
  startNewSite(names: { site: string; database: string }, more: readonly string[] = [], adminPassword = "Sandbox-Admin-1"): Running {
    const argv = ["new-site", names.site, "--db-name", names.database, "--db-root-username", this.rootUser, ...more];
    return this.start(argv, `${this.rootPassword}\n${adminPassword}\n${adminPassword}\n`);
  }

  /** A finished site. @throws Error with the output when it could not be made. */
  async makeSite(...more: readonly string[]): Promise<{ site: string; database: string }> {
    const names = this.newNames();
    const { code, stdout, stderr } = await this.startNewSite(names, more).ended;
    if (code !== 0) throw new Error(`new-site ended with ${code}\n${stdout}\n${stderr}`);
    return names;
  }

  drop(site: string, ...more: readonly string[]): Promise<Ended> {
    return this.run(["drop-site", site, "--root-login", this.rootUser, ...more], `${this.rootPassword}\n`);
  }

  /** Names of all databases. */
  databases(): string[] {
    return this.isSandbox ? listInventory(this.root).databases : this.#sql("SHOW DATABASES");
  }

  /** `user@host` of all database users with this name. */
  databaseUsers(user: string): string[] {
    if (!this.isSandbox) return this.#sql(`SELECT CONCAT(user, '@', host) FROM mysql.user WHERE user = '${user}'`);
    return listInventory(this.root).databaseUsers.map((entry) => entry.user).filter((name) => name.startsWith(`${user}@`));
  }

  /** Takes a database away behind its site's back. */
  loseDatabase(name: string): void {
    if (this.isSandbox) new MariaDb(benchAt(this.root)).dropDatabase(name);
    else this.#sql(`DROP DATABASE \`${name}\``);
  }

  /** Ends what still runs and removes all that was made here. */
  async close(): Promise<void> {
    for (const { process: child } of this.#running) child.kill("SIGKILL");
    await Promise.allSettled([...this.#running].map(({ ended }) => ended));
    if (this.isSandbox) return rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
    for (const { site, database } of this.#made) {
      for (const folder of ["sites", "archived/sites"].flatMap((place) => [site, `${site}1`].map((name) => join(this.root, place, name)))) rmSync(folder, { recursive: true, force: true });
      this.#sql(`DROP DATABASE IF EXISTS \`${database}\``);
      for (const user of this.databaseUsers(database)) this.#sql(`DROP USER '${user.replace("@", "'@'")}'`);
    }
  }

  #sql(statement: string): string[] {
    const output = execFileSync("mariadb", ["-h", "127.0.0.1", "-u", this.rootUser, "-N", "-B", "-e", statement], {
      encoding: "utf8", env: { PATH: process.env["PATH"] ?? "", MYSQL_PWD: this.rootPassword },
    });
    return output.split("\n").filter((line) => line !== "");
  }
}
