import { connectionBroke, noSpace, PythonError, serverDown } from "./frappe-error.ts";
import { type BenchState, open } from "./operations.ts";

/** One command of the bench, cut where it can break off. */
export interface BenchCommand {
  readonly site: string;
  /** Virtual milliseconds from its beginning to its middle, and from there to its end. */
  readonly half: number;
  /** What is there when it has come half the way. */
  readonly begin: () => void;
  readonly finish: () => void;
}

/** Reads a bench command's arguments, as the agent's runner gives them. */
export function benchCommand(bench: BenchState, args: readonly string[]): BenchCommand {
  const [first, second, name, ...rest] = args;
  if (first === "new-site" && second !== undefined) return newSite(bench, second);
  if (first !== "--site" || second === undefined) throw new TypeError(`The model bench does not know ${args.join(" ")}.`);
  switch (name) {
    case "install-app": return installApp(bench, second, rest[0] ?? "");
    case "set-admin-password": return simple(bench, second, () => undefined);
    case "backup": return backup(bench, second);
    default: throw new TypeError(`The model bench does not know ${args.join(" ")}.`);
  }
}

function newSite(bench: BenchState, site: string): BenchCommand {
  const folder = `${bench.path}/sites/${site}`;
  return {
    site, half: 2_000,
    begin: () => {
      const database = open(bench, site);
      refuseWhenFull(bench);
      for (const part of ["public/files", "private/backups", "private/files", "locks", "logs"]) bench.disk.makeFolder(`${folder}/${part}`, true);
      database.filled = "half";
      bench.mariadb.cacheKeys.add(`${databaseNameOf(bench, site)}|bootinfo`);
    },
    finish: () => {
      const database = open(bench, site);
      database.filled = "whole";
      database.apps.splice(0, database.apps.length, "frappe");
      database.users.set("Administrator", { password: "set by the bench", apiKey: null, apiSecret: null });
    },
  };
}

function installApp(bench: BenchState, site: string, app: string): BenchCommand {
  return {
    site, half: 1_000,
    begin: () => {
      const database = open(bench, site);
      refuseWhenFull(bench);
      if (database.halfApp !== null) {
        bench.stumbles.push(`${app} was to be installed where half of ${database.halfApp} is`);
        throw new PythonError("builtins.Exception", `An error occurred while installing ${app}: half of ${database.halfApp} is there`);
      }
      if (!database.apps.includes(app)) database.halfApp = app;
    },
    finish: () => {
      const database = open(bench, site);
      database.halfApp = null;
      if (!database.apps.includes(app)) database.apps.push(app);
    },
  };
}

function backup(bench: BenchState, site: string): BenchCommand {
  // Frappe's names begin with the second.
  const second = Math.floor(bench.now() / 1000);
  const write = (name: string): void => {
    refuseWhenFull(bench);
    bench.disk.open(`${bench.path}/sites/${site}/private/backups/${second}-${name}`).bytes = Buffer.from(`backup of ${site}`);
  };
  return {
    site, half: 500,
    begin: () => {
      open(bench, site);
      write("database.sql.gz");
    },
    finish: () => {
      open(bench, site);
      for (const name of ["files.tar", "private-files.tar", "site_config_backup.json"]) write(name);
    },
  };
}

function simple(bench: BenchState, site: string, change: (database: ReturnType<typeof open>) => void): BenchCommand {
  return { site, half: 200, begin: () => void open(bench, site), finish: () => change(open(bench, site)) };
}

function refuseWhenFull({ disk }: BenchState): void {
  if (disk.isFull) throw noSpace();
}

function databaseNameOf(bench: BenchState, site: string): string {
  const config = JSON.parse(bench.disk.file(`${bench.path}/sites/${site}/site_config.json`).bytes.toString("utf8")) as { db_name: string };
  return config.db_name;
}

/** What the bench prints at the end of a failed command: the traceback's last line. */
export function lastWords(error: unknown): string {
  if (error instanceof PythonError) return `${error.exception}: ${error.message}`;
  return `builtins.Exception: ${error instanceof Error ? error.message : String(error)}`;
}

/** Why a command in its middle fails when MariaDB goes away. */
export function cutOff(bench: BenchState): PythonError {
  return bench.mariadb.isUp ? connectionBroke() : serverDown();
}
