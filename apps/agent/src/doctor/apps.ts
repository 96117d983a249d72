import { existsSync } from "node:fs";
import path from "node:path";
import type { BenchDescription } from "@nexus/agent-contract/view";
import { type Finding, ok, problem } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Whether the bench has the apps that every new site is to get, and those that these need. */
export async function checkApps(patient: Patient): Promise<Finding[]> {
  const { agent, apps } = patient.env;
  if (apps.length === 0) return [ok("DEFAULT_APPS is not set: new sites get frappe alone.")];
  const bench = await patient.describe();
  const needed = withNeeds(apps, bench);
  const missing = needed.filter((app) => !bench.apps.includes(app) || !existsSync(path.join(agent.benchPath, "apps", app)));
  const broken = needed.filter((app) => !missing.includes(app) && bench.needs[app] === null);
  if (missing.length + broken.length === 0) return [ok(`The bench has ${needed.join(", ")}, which every new site gets.`)];
  const names = missing.every((app) => apps.includes(app)) ? "names" : "names, or needs,";
  return [
    ...(missing.length === 0 ? [] : [problem(
      `DEFAULT_APPS ${names} ${missing.join(", ")}, which the bench does not have: every signup would be rolled back.`,
      "Get it with `bench get-app`, or take it out of DEFAULT_APPS. An app is listed in sites/apps.txt and lies in apps/.",
    )]),
    ...(broken.length === 0 ? [] : [problem(
      `The bench's interpreter cannot load ${broken.join(", ")}, which every new site gets: every signup would be rolled back.`,
      "`bench setup requirements` installs what lies in apps/; `env/bin/python -c \"import <app>.hooks\"` says what is wrong.",
    )]),
  ];
}

/** Apps, and those that they need, those of these included. */
function withNeeds(apps: readonly string[], { needs }: BenchDescription): string[] {
  const all = new Set(apps);
  // A set goes on to what is added to it meanwhile.
  for (const app of all) (needs[app] ?? []).forEach((needed) => all.add(needed));
  return [...all];
}
