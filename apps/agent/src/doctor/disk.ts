import { existsSync, statfsSync, statSync } from "node:fs";
import path from "node:path";
import { BenchFailed } from "@nexus/agent-contract/errors";
import { sitesDir } from "../bench/paths.ts";
import { databaseState } from "./database.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

const GB = 1024 ** 3;
/** Below it a site (some 100 MB) or its backup may not fit while others are made. */
const PROBLEM_BYTES = GB;
const WARNING_BYTES = 5 * GB;

/** Room where sites, the agent's ledger and kept backups are, and MariaDB's data where it is on this machine. */
export async function checkDisk(patient: Patient): Promise<Finding[]> {
  const { agent } = patient.env;
  const data = await dataFolder(patient);
  const places = [...(data !== null && existsSync(data) ? [data] : []), ...[sitesDir(agent.benchPath), agent.stateDir].map(existing)];
  const disks = new Map(places.map((place) => [statSync(place).dev, place]));
  return [...disks.values()].map((place) => {
    const { bavail, bsize, ffree, files } = statfsSync(place);
    return roomFinding(place, bavail * bsize, files === 0 ? null : ffree);
  });
}

/** What so much room means; `inodes` null: this kind of disk does not count them. */
export function roomFinding(place: string, bytes: number, inodes: number | null): Finding {
  const room = `${place} has ${(bytes / GB).toFixed(1)} GB free`;
  if (inodes !== null && inodes < 10_000) return problem(`${room}, but only ${inodes} more files fit on its disk.`, "Remove files there.");
  if (bytes < PROBLEM_BYTES) return problem(`${room}: new sites and backups will not fit.`, "Make room; old backups of deleted sites are in the agent's state folder, backups/.");
  if (bytes < WARNING_BYTES) return warning(`${room}.`, "Make room soon: a site takes some 100 MB, its backup a tenth of that.");
  return ok(`${room}.`);
}

/** Null where MariaDB cannot be asked, which the check `database` tells. */
async function dataFolder(patient: Patient): Promise<string | null> {
  try {
    return (await patient.askAdministrator({ op: "databaseState", args: {} }, databaseState)).folder;
  } catch (error) {
    if (!(error instanceof BenchFailed)) throw error;
    return null;
  }
}

/** The nearest folder above that is there. */
function existing(folder: string): string {
  return existsSync(folder) ? folder : existing(path.dirname(folder));
}
