import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Failure } from "../launcher/failure.mjs";

/**
 * What the conformance suite needs to know of a real bench, from the settings that `npm start` takes too.
 *
 * @returns the suite's environment. @throws Failure with what to set.
 */
export function conformanceEnvironment(settings) {
  const bench = benchOf(settings);
  return {
    CONFORMANCE_BENCH: bench.path,
    CONFORMANCE_URL: bench.upstream,
    CONFORMANCE_ROOT_USER: bench.admin.user,
    CONFORMANCE_ROOT_PASSWORD: bench.admin.password,
    CONFORMANCE_APP: bench.apps[0] ?? "nexus_core",
  };
}

/**
 * The bench that the settings name: `path`; `upstream`, where it serves its sites; `admin`, MariaDB's
 * administrator; `apps` of new sites; `masterSite`, or null. @throws Failure with what to set.
 */
export function benchOf(settings) {
  const path = settings.BENCH_PATH;
  if (!path) throw new Failure("Set BENCH_PATH to the folder of a real bench: the one that holds apps/, sites/ and env/. `npm test` runs the conformance suite on the sandbox bench.");
  for (const part of ["env/bin/python", "sites/apps.txt", "sites/common_site_config.json"]) {
    if (!existsSync(join(path, part))) throw new Failure(`BENCH_PATH is ${path}, which is no bench: it has no ${part}. Set it to the folder that holds apps/, sites/ and env/.`);
  }
  if (!settings.DB_ROOT_PASSWORD) throw new Failure("Set DB_ROOT_PASSWORD, and DB_ROOT_USER where it is not root: this makes and removes databases of its own.");
  const masterSite = settings.MASTER_SITE_NAME ?? null;
  if (masterSite !== null && !existsSync(join(path, "sites", masterSite, "site_config.json"))) throw new Failure(`MASTER_SITE_NAME is ${masterSite}, which is no site of this bench. Make it with \`bench new-site\`, or unset MASTER_SITE_NAME.`);
  return {
    masterSite,
    path: resolve(path),
    upstream: settings.SITES_UPSTREAM ?? "http://127.0.0.1:8000",
    admin: { user: settings.DB_ROOT_USER ?? "root", password: settings.DB_ROOT_PASSWORD },
    apps: (settings.DEFAULT_APPS ?? "").split(",").map((app) => app.trim()).filter((app) => app !== ""),
  };
}

/** `frappe 15.55.1, nexus_core 0.1.0`: the apps of a bench with their versions. */
export function appsOf(bench) {
  const apps = readFileSync(join(bench, "sites/apps.txt"), "utf8").split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return apps.map((app) => `${app} ${versionOf(bench, app)}`).join(", ");
}

function versionOf(bench, app) {
  const file = join(bench, "apps", app, app, "__init__.py");
  return existsSync(file) ? (readFileSync(file, "utf8").match(/^__version__ = ["'](.+)["']/m)?.[1] ?? "") : "";
}
