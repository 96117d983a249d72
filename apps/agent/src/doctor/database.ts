import { z } from "zod";
import { clockFinding } from "./clock.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import { missingRights } from "./rights.ts";
import type { Patient } from "./patient.ts";

export const databaseState = z.strictObject({
  version: z.string(),
  /** The administrator as MariaDB knows it, `user@host`. */
  account: z.string(),
  unixSeconds: z.number(),
  characterSet: z.string(),
  collation: z.string(),
  /** Its data on its own machine. */
  folder: z.string(),
  grants: z.array(z.string()),
});
type DatabaseState = z.infer<typeof databaseState>;

/** Oldest and newest version that Frappe 15 takes for tested (frappe/database/mariadb/setup_db.py). */
const OLDEST = [10, 6];

/** Whether MariaDB can be reached as its administrator, who may do what new sites need, and whether its clock is right. */
export async function checkDatabase(patient: Patient): Promise<Finding[]> {
  const asked = patient.now().getTime();
  const state = await patient.askAdministrator({ op: "databaseState", args: {} }, databaseState);
  const answered = patient.now().getTime();
  return [
    versionFinding(state.version),
    rightsFinding(state),
    ...characterFindings(state),
    clockFinding("MariaDB's", state.unixSeconds * 1000, { from: asked, to: answered }),
  ];
}

/** What a version of the database server means for Frappe. */
export function versionFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  if (!/mariadb/i.test(version)) return warning(`The database server is ${version} and not MariaDB, for which Frappe is made.`, "Use MariaDB 10.6 or newer.");
  if (major < (OLDEST[0] ?? 0) || (major === OLDEST[0] && minor < (OLDEST[1] ?? 0))) return warning(`MariaDB is ${version}, older than Frappe supports.`, "Use 10.6 or newer.");
  return ok(`MariaDB answers; it is ${version}.`);
}

function rightsFinding({ account, grants }: DatabaseState): Finding {
  const missing = missingRights(grants);
  if (missing.length === 0) return ok(`${account} may make and drop databases and their users.`);
  return problem(`${account} lacks ${missing.join("; ")}: no site can be made.`, "Grant it as docs/operating.md says (MariaDB's administrator), or set DB_ROOT_USER and DB_ROOT_PASSWORD to one who may.");
}

/** What the server's default characters mean for Frappe. */
export function characterFindings({ characterSet, collation }: Pick<DatabaseState, "characterSet" | "collation">): Finding[] {
  if (characterSet === "utf8mb4") return [];
  return [warning(
    `MariaDB's default is ${characterSet} (${collation}). New databases get utf8mb4 all the same, but what Frappe sends over a connection may be cut.`,
    "Set character-set-server = utf8mb4 and collation-server = utf8mb4_unicode_ci in MariaDB's configuration.",
  )];
}
