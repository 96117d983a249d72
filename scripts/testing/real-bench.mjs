import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Failure } from "../launcher/failure.mjs";

/**
 * What the conformance suite needs to know of a real bench, from the settings that `npm start` takes too.
 *
 * @returns the suite's environment. @throws Failure with what to set.
 */
export function conformanceEnvironment(settings) {
  const bench = settings.BENCH_PATH;
  if (!bench) throw new Failure("Set BENCH_PATH to the folder of a real bench: the one that holds apps/, sites/ and env/. `npm test` runs the same suite on the sandbox bench.");
  for (const part of ["env/bin/python", "sites/apps.txt", "sites/common_site_config.json"]) {
    if (!existsSync(join(bench, part))) throw new Failure(`BENCH_PATH is ${bench}, which is no bench: it has no ${part}. Set it to the folder that holds apps/, sites/ and env/.`);
  }
  if (!settings.DB_ROOT_PASSWORD) throw new Failure("Set DB_ROOT_PASSWORD, and DB_ROOT_USER where it is not root: the suite makes and removes databases of its own.");
  return {
    CONFORMANCE_BENCH: resolve(bench),
    CONFORMANCE_URL: settings.SITES_UPSTREAM ?? "http://127.0.0.1:8000",
    CONFORMANCE_ROOT_USER: settings.DB_ROOT_USER ?? "root",
    CONFORMANCE_ROOT_PASSWORD: settings.DB_ROOT_PASSWORD,
    CONFORMANCE_APP: settings.DEFAULT_APPS?.split(",")[0].trim() ?? "nexus_core",
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
