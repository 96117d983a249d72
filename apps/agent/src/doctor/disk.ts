import { existsSync, statfsSync, statSync } from "node:fs";
import path from "node:path";
import { sitesDir } from "../bench/paths.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

const GB = 1024 ** 3;
/** Below it a site (some 100 MB) or its backup may not fit while others are made. */
const PROBLEM_BYTES = GB;
const WARNING_BYTES = 5 * GB;

/** Room where sites, the agent's ledger and kept backups are. MariaDB's own disk is for its own machine to watch. */
export async function checkDisk({ env: { agent } }: Patient): Promise<Finding[]> {
  const places = [sitesDir(agent.benchPath), agent.stateDir].map(existing);
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

/** The nearest folder above that is there. */
function existing(folder: string): string {
  return existsSync(folder) ? folder : existing(path.dirname(folder));
}
