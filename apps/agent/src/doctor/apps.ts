import { existsSync } from "node:fs";
import path from "node:path";
import { type Finding, ok, problem } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Whether the bench has the apps that every new site is to get. */
export async function checkApps(patient: Patient): Promise<Finding[]> {
  const { agent, apps } = patient.env;
  if (apps.length === 0) return [ok("DEFAULT_APPS is not set: new sites get frappe alone.")];
  const listed = new Set((await patient.describe()).apps);
  const missing = apps.filter((app) => !listed.has(app) || !existsSync(path.join(agent.benchPath, "apps", app)));
  if (missing.length === 0) return [ok(`The bench has ${apps.join(", ")}, which every new site gets.`)];
  return [problem(
    `DEFAULT_APPS names ${missing.join(", ")}, which the bench does not have: every signup would be rolled back.`,
    "Get it with `bench get-app`, or take it out of DEFAULT_APPS. An app is listed in sites/apps.txt and lies in apps/.",
  )];
}
