import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { asObject, readObject } from "../disk/write-atomic.ts";
import type { Bench } from "./paths.ts";
import type { Duration } from "./settings.ts";

/** A doctype that an app brings, as its JSON in a real app says it. */
export interface DoctypeDefinition extends Record<string, unknown> {
  readonly name: string;
  readonly module: string;
}

/** What `sandbox.json` in an app's folder says of it: as much of a Frappe app as installing needs. */
export interface AppManifest {
  readonly name: string;
  readonly version: string;
  readonly branch: string;
  readonly modules: readonly string[];
  readonly requiredApps: readonly string[];
  /** Updates of the progress line, and tables, that installing makes. */
  readonly progressUpdates: number;
  readonly tables: number;
  readonly installTime: Duration;
  /** Where the app's tile on Frappe's screen of apps leads; null when it has none. */
  readonly homePath: string | null;
  /** Apps with a setup wizard keep the desk closed until it was completed. */
  readonly hasSetupWizard: boolean;
  readonly doctypes: readonly DoctypeDefinition[];
}

/** Apps that sites may have: apps.txt, in its order. */
export function benchApps(bench: Bench): string[] {
  const file = join(bench.sites, "apps.txt");
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

/** The manifest of an app in `apps/`, or `null` when there is no such app. */
export function readManifest(bench: Bench, app: string): AppManifest | null {
  const entry = readObject(join(bench.apps, app, "sandbox.json"));
  if (entry["name"] !== app) return null;
  const time = asObject(entry["installTime"]);
  return {
    name: app,
    version: String(entry["version"] ?? "0.0.1"),
    branch: String(entry["branch"] ?? "main"),
    modules: texts(entry["modules"]),
    requiredApps: texts(entry["requiredApps"]),
    progressUpdates: Number(entry["progressUpdates"] ?? 1),
    tables: Number(entry["tables"] ?? 0),
    installTime: { fast: Number(time["fast"] ?? 2), real: Number(time["real"] ?? 5) },
    homePath: typeof entry["homePath"] === "string" ? entry["homePath"] : null,
    hasSetupWizard: entry["hasSetupWizard"] === true,
    doctypes: objects(entry["doctypes"]).map((doctype) => ({ ...doctype, name: String(doctype["name"]), module: String(doctype["module"]) })),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(asObject) : [];
}
