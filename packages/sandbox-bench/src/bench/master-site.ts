import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Trouble } from "../trouble.ts";
import { readSingle } from "../frappe/document.ts";
import { FrappeError } from "../frappe/errors.ts";
import { Site } from "../frappe/site.ts";
import { OperationalError } from "../mariadb/errors.ts";
import { CURRENT_HOST, MariaDb } from "../mariadb/server.ts";
import type { Bench } from "./paths.ts";

/** The site on which tenants are registered. */
export interface MasterSite {
  readonly host: string;
  readonly rootPassword: string;
  /** Of the site's Administrator; a random one, kept nowhere, when none is given. */
  readonly adminPassword?: string | undefined;
}

const DATABASE = "nx_master";

/** Whether the site is there and its making came to its end: System Settings are the last thing that new-site writes. */
export function isSiteComplete(bench: Bench, host: string): boolean {
  const site = new Site(bench, host, new Trouble(bench.root, []));
  try {
    return readSingle(site.connect(), "System Settings")["time_zone"] !== undefined;
  } catch (error) {
    if (error instanceof FrappeError || error instanceof OperationalError) return false;
    throw error;
  }
}

/**
 * Creates the master site by the bench's own new-site. What an earlier, killed try left behind is
 * removed first.
 *
 * @throws Error with the command's output when the command fails.
 */
export async function createMasterSite(bench: Bench, master: MasterSite): Promise<void> {
  const server = new MariaDb(bench);
  server.dropDatabase(DATABASE);
  server.dropUser(DATABASE, CURRENT_HOST);
  rmSync(join(bench.sites, master.host), { recursive: true, force: true });
  const password = master.adminPassword ?? randomBytes(18).toString("base64url");
  await newSite(bench, [master.host, "--db-name", DATABASE], `${master.rootPassword}\n${password}\n${password}\n`);
}

function newSite(bench: Bench, argv: readonly string[], input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const python = join(bench.root, "env", "bin", "python");
    const child = spawn(python, ["-m", "frappe.utils.bench_helper", "frappe", "new-site", ...argv], { cwd: bench.sites });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`new-site ended with ${code}:\n${output}`))));
    child.stdin.end(input);
  });
}
