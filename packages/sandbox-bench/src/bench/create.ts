import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readObject, writeAtomic, writeJson } from "../disk/write-atomic.ts";
import { MariaDb } from "../mariadb/server.ts";
import type { AppManifest } from "./app-manifest.ts";
import { benchApps } from "./app-manifest.ts";
import { frappe, nexusCore } from "./default-apps.ts";
import { benchExecutable, pythonExecutable } from "./executables.ts";
import { type Bench, benchAt } from "./paths.ts";

/** Password of the database administrator unless another one is asked for. No secret: a sandbox holds no real data. */
export const DEFAULT_ROOT_PASSWORD = "sandbox-root";

/** What a new bench is made of. */
export interface BenchOptions {
  /** Apps beside frappe and nexus_core. */
  readonly apps?: readonly AppManifest[];
  readonly rootPassword?: string;
  /** `"fast"`, `"real"`, `"instant"` or seconds for a new site; left as it is when the bench has one. */
  readonly speed?: string | number;
}

/** Creates a bench in `root`, or repairs what is missing of one. Never touches a site, a database or an armed fault. */
export function createBench(root: string, options: BenchOptions = {}): Bench {
  const bench = benchAt(root);
  for (const folder of [bench.apps, join(bench.sites, "assets"), bench.archive, join(bench.config, "pids"), bench.logs, bench.redis]) {
    mkdirSync(folder, { recursive: true });
  }
  for (const app of [frappe, nexusCore, ...(options.apps ?? [])]) addApp(bench, app);
  for (const log of ["bench.log", "database.log"]) ensureFile(join(bench.logs, log), "");
  writeSettings(bench, options.speed);
  new MariaDb(bench).initialize(options.rootPassword ?? DEFAULT_ROOT_PASSWORD);
  writeExecutable(join(bench.root, "env", "bin", "python"), pythonExecutable(bench));
  writeExecutable(join(bench.root, "bench"), benchExecutable(bench));
  return bench;
}

/** Puts an app on the bench, so that sites may install it. */
export function addApp(bench: Bench, app: AppManifest): void {
  const folder = join(bench.apps, app.name);
  writeJson(join(folder, "sandbox.json"), app);
  writeAtomic(join(folder, app.name, "__init__.py"), `__version__ = "${app.version}"\n`);
  const known = benchApps(bench);
  if (!known.includes(app.name)) writeAtomic(join(bench.sites, "apps.txt"), `${[...known, app.name].join("\n")}\n`);
}

function writeSettings(bench: Bench, speed: string | number | undefined): void {
  const common = join(bench.sites, "common_site_config.json");
  const defaults = { db_host: "127.0.0.1", redis_cache: "redis://127.0.0.1:13000", redis_queue: "redis://127.0.0.1:11000", dns_multitenant: true, background_workers: 1 };
  writeJson(common, { ...defaults, ...readObject(common) });
  const settings = join(bench.config, "sandbox.json");
  writeJson(settings, { speed: "fast", ...readObject(settings), ...(speed === undefined ? {} : { speed }) });
}

function ensureFile(file: string, text: string): void {
  if (!existsSync(file)) writeAtomic(file, text);
}

function writeExecutable(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  writeAtomic(file, text, 0o755);
  chmodSync(file, 0o755);
}
