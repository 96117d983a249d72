import path from "node:path";
import { fileURLToPath } from "node:url";

/** The helper that runs on the bench's own interpreter. */
export const HELPER_FILE = fileURLToPath(new URL("../../helper/nexus_helper.py", import.meta.url));
/** What runs the bench's own commands, as `bench` does but without a password on an argv. */
export const BENCH_FILE = fileURLToPath(new URL("../../helper/nexus_bench.py", import.meta.url));

/** Working directory of every program of the bench. */
export const sitesDir = (bench: string): string => path.join(bench, "sites");
export const siteDir = (bench: string, site: string): string => path.join(bench, "sites", site);
/** Where the bench's own `drop-site` moves what it drops. */
export const archiveDir = (bench: string): string => path.join(bench, "archived", "sites");
/** Beside the sites, for the folder of one database's site that is being removed. No host's name begins with a dot. */
export const removedSiteDir = (bench: string, dbName: string): string => path.join(bench, "sites", `.nexus-removed-${dbName}`);
/** Beside the archives, which may be on a disk of their own, for those of one database that are being removed. */
export const removedArchivesDir = (bench: string, dbName: string): string => path.join(bench, "archived", `nexus-removed-${dbName}`);
/** The bench's own interpreter; relative paths inside it need the whole path, not a link's target. */
export const python = (bench: string): string => path.join(bench, "env", "bin", "python");
