import pg from "pg";
import { RoleRefused } from "./role-refused.ts";
import { scramVerifier } from "./scram-verifier.ts";

/** A role for the application, and the password that it signs in with. */
export interface ApplicationRole {
  readonly role: string;
  readonly password: string;
}

/** Tells a role of ours from one that somebody else needs. */
const MARK = "Application role of Nexus Provisioning, made by its migrations.";
/** insufficient_privilege and reserved_name. */
const NOT_FOR_US = new Set(["42501", "42939"]);

/**
 * Makes the login role, or gives the one that was made before this password. It may do nothing yet.
 *
 * @throws RoleRefused when the server's roles do not allow it.
 */
export async function makeApplicationRole(client: pg.Client, { role, password }: ApplicationRole): Promise<void> {
  const name = pg.escapeIdentifier(role);
  const verifier = pg.escapeLiteral(scramVerifier(password));
  const { rows: [found] } = await client.query<{ mark: string | null }>(
    "select shobj_description(oid, 'pg_authid') as mark from pg_roles where rolname = $1", [role],
  );
  if (found !== undefined && found.mark !== MARK) {
    throw new RoleRefused(`there is a role ${role} on this server already, which was not made by this system`);
  }
  const sql = found === undefined
    ? `create role ${name} login password ${verifier}; comment on role ${name} is '${MARK}'`
    : `alter role ${name} login password ${verifier}`;
  await client.query(sql).catch((error: unknown) => {
    if (error instanceof pg.DatabaseError && NOT_FOR_US.has(error.code ?? "")) throw new RoleRefused(`it may not make the role ${role} (${error.message})`);
    throw error;
  });
}
