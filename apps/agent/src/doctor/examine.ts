import { BenchFailed } from "@nexus/agent-contract/errors";
import { checkApps } from "./apps.ts";
import { checkDatabase } from "./database.ts";
import { checkDisk } from "./disk.ts";
import { type Finding, problem } from "./finding.ts";
import { checkFolders } from "./folders.ts";
import { checkFrappe } from "./frappe.ts";
import { checkMaster } from "./master.ts";
import type { Patient } from "./patient.ts";
import { checkRedis } from "./redis.ts";
import { checkRoute } from "./route.ts";
import { checkState } from "./state.ts";

/** A check with what to do when the bench answers it with an error. */
interface Check {
  readonly name: string;
  readonly run: (patient: Patient) => Promise<Finding[]>;
  readonly advice: string;
}

const FIRST: Check = { name: "folders", run: checkFolders, advice: "Set BENCH_PATH to a bench." };

/** In the order in which one stands on the other. */
const CHECKS: readonly Check[] = [
  { name: "state", run: checkState, advice: "Set AGENT_STATE_DIR to a folder that this user may write." },
  { name: "disk", run: checkDisk, advice: "See whether the disk is mounted." },
  { name: "frappe", run: checkFrappe, advice: "Try `env/bin/python -c \"import frappe\"` in the bench's folder; `bench setup requirements` puts back what is missing." },
  { name: "apps", run: checkApps, advice: "See the check `frappe`." },
  { name: "database", run: checkDatabase, advice: "Is MariaDB running where common_site_config.json says (db_host, db_port), and are DB_ROOT_USER and DB_ROOT_PASSWORD right?" },
  { name: "redis", run: checkRedis, advice: "See the check `frappe`." },
  { name: "route", run: checkRoute, advice: "Set SITES_UPSTREAM to where the sites are served." },
  { name: "master", run: checkMaster, advice: "See the checks `database` and `frappe`." },
];

export type Report = (Finding & { readonly check: string })[];

/** Does every check; where there is no bench, only that is told. Changes nothing. */
export async function examine(patient: Patient): Promise<Report> {
  const first = await outcome(FIRST, patient);
  if (first[0]?.level === "problem") return first;
  const rest = await Promise.all(CHECKS.map((check) => outcome(check, patient)));
  return [...first, ...rest.flat()];
}

/** A check that fails is a finding: what the bench said, and what to do. */
async function outcome({ name, run, advice }: Check, patient: Patient): Promise<Report> {
  const findings = await run(patient).catch((error: unknown) => {
    if (!(error instanceof BenchFailed)) throw error;
    return [problem(error.message, advice)];
  });
  return findings.map((finding) => ({ check: name, ...finding }));
}
