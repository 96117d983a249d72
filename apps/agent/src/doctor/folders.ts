import { accessSync, constants, existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { archiveDir, python, sitesDir } from "../bench/paths.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

const commonConfig = z.looseObject({
  root_password: z.string().optional(), admin_password: z.string().optional(), allow_reads_during_maintenance: z.unknown().optional(),
});

type CommonConfig = z.infer<typeof commonConfig>;

/** Whether BENCH_PATH is a bench whose folders this user may use. */
export async function checkFolders({ env: { agent } }: Patient): Promise<Finding[]> {
  const bench = agent.benchPath;
  if (!existsSync(sitesDir(bench)) || !existsSync(python(bench))) {
    return [problem(`${bench} is no bench: it has no sites/ or no env/bin/python.`, "Set BENCH_PATH to the folder that holds both. The sandbox is made by the first `npm start`.")];
  }
  const folders = [sitesDir(bench), path.join(bench, "logs"), archiveDir(bench)];
  const shut = folders.filter((folder) => !isWritable(folder));
  const rights = shut.length === 0
    ? ok(`${bench} is a bench, and this user may write in it.`)
    : problem(`This user may not write in ${shut.join(", ")}.`, "Run the system as the user to whom the bench belongs, or give this user the right.");
  return [rights, ...ownerFindings(process.getuid?.() ?? null, statSync(sitesDir(bench)).uid), ...checkConfig(bench)];
}

/** A folder that is not there yet is made in its parent. */
export function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return !existsSync(folder) && path.dirname(folder) !== folder && isWritable(path.dirname(folder));
  }
}

/**
 * What it means that this user (null: not known) works on a bench of that owner: files that one makes and
 * another serves are found out late, as pages that fail.
 */
export function ownerFindings(user: number | null, owner: number): Finding[] {
  if (user === null) return [];
  if (user === owner) return [ok(user === 0 ? "This user is root, and so is the bench's owner." : "The bench belongs to this user.")];
  return [warning(
    `The bench belongs to user ${owner}, but this is user ${user}: new sites would belong to the latter, and the bench's own programs could not write in them.`,
    "Run the system as the bench's user.",
  )];
}

function checkConfig(bench: string): Finding[] {
  const file = path.join(sitesDir(bench), "common_site_config.json");
  const config = readConfig(file);
  if (config === null) return [problem(`${file} cannot be read as JSON.`, "Frappe itself needs it: mend or restore it.")];
  return [...passwordFindings(config), ...maintenanceFindings(config)];
}

function passwordFindings(config: CommonConfig): Finding[] {
  const passwords = (["root_password", "admin_password"] as const).filter((name) => config[name] !== undefined && config[name] !== "");
  if (passwords.length === 0) return [];
  return [warning(`The bench's common_site_config.json holds ${passwords.join(" and ")}, which the code of every site's apps can read.`, "Take it out; the administrator of MariaDB belongs into DB_ROOT_USER and DB_ROOT_PASSWORD.")];
}

/** Workspaces are closed in a way that overrules it; what the bench closes by itself is not. */
function maintenanceFindings(config: CommonConfig): Finding[] {
  if (!config.allow_reads_during_maintenance) return [];
  return [warning(
    "The bench's common_site_config.json has allow_reads_during_maintenance: a site in maintenance mode still shows its pages.",
    "Workspaces that this system closes are closed all the same; take it out if sites that you close yourself are to be closed too.",
  )];
}

function readConfig(file: string): CommonConfig | null {
  try {
    return commonConfig.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}
