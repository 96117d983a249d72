import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { benchAt } from "@nexus/sandbox-bench/bench/paths";

const HOST = "somebody-elses.example.org";
const DATABASE = "_somebody_elses";

/** A site in the bench that somebody made by hand. @returns a digest of every file of its folder and its database. */
export async function createForeignSite(root: string, rootPassword: string): Promise<() => string> {
  const bench = benchAt(root);
  const argv = ["-m", "frappe.utils.bench_helper", "frappe", "new-site", HOST, "--db-name", DATABASE, "--admin-password", "theirs", "--db-root-password", rootPassword];
  await promisify(execFile)(join(root, "env", "bin", "python"), argv, { cwd: bench.sites });
  return () => {
    const files = [join(bench.sites, HOST), join(bench.mariadb, "databases", DATABASE), join(bench.mariadb, "users")].flatMap((folder) => filesBelow(folder, folder.endsWith("users")));
    if (!files.some((file) => file.includes("databases"))) throw new Error("The foreign site's database is not where it was looked for.");
    const hash = createHash("sha256");
    for (const file of files) hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
    return hash.digest("hex");
  };
}

/** All files of a folder; of the folder with everybody's database users, the foreign site's alone. */
function filesBelow(folder: string, ofUsers: boolean): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile() && (!ofUsers || entry.name.includes(DATABASE))).map((entry) => join(entry.parentPath, entry.name)).sort();
}
