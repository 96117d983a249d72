import pg from "pg";
import { DBOS_SCHEMA } from "../dbos-schema.ts";

const DATA = "select, insert, update, delete";
/** Tables that the application may not change as it likes: the log that only grows, and the books of the migrations. */
const LIMITED: Readonly<Record<string, string>> = {
  "public.audit_events": "select, insert",
  "public._prisma_migrations": "select",
  [`${DBOS_SCHEMA}.dbos_migrations`]: "select",
  [`${DBOS_SCHEMA}.dbos_transaction_completion_migrations`]: "select",
};

/**
 * Gives a role what the application needs, and takes away what else it has: rows of all tables that the
 * migrations made, no table itself. At once, so that a system that is running notices nothing; repeated by
 * every migration run, so that a new table is never forgotten.
 */
export async function grantToApplication(client: pg.Client, role: string): Promise<void> {
  const name = pg.escapeIdentifier(role);
  const schemas = `public, ${DBOS_SCHEMA}`;
  const statements = [
    `revoke create on schema public from public`,
    `revoke all on schema ${schemas} from ${name}`,
    `grant usage on schema ${schemas} to ${name}`,
    ...await grantsOnTables(client, name),
    ...await grantToConnect(client, role),
  ];
  // Statements of one query are one transaction.
  await client.query(statements.join(";\n"));
}

/** Tables and sequences of our own; in a shared database there may be others, e.g. an extension's. */
async function grantsOnTables(client: pg.Client, role: string): Promise<string[]> {
  const { rows } = await client.query<{ key: string; name: string; sequence: boolean }>(`
    select nspname || '.' || relname as key, format('%I.%I', nspname, relname) as name, relkind = 'S' as sequence
    from pg_class join pg_namespace n on n.oid = relnamespace
    where nspname in ('public', $1) and relkind in ('r', 'p', 'v', 'm', 'S') and pg_has_role(relowner, 'usage')
    order by 1`, [DBOS_SCHEMA]);
  return rows.flatMap(({ key, name, sequence }) => {
    const object = `${sequence ? "sequence" : "table"} ${name}`;
    const rights = sequence ? "usage" : LIMITED[key] ?? DATA;
    return [`revoke all on ${object} from ${role}`, `grant ${rights} on ${object} to ${role}`];
  });
}

/** Everybody may connect to a database, unless its administrator has taken that away. */
async function grantToConnect(client: pg.Client, role: string): Promise<string[]> {
  const { rows: [row] } = await client.query<{ allowed: boolean; database: string }>(
    "select has_database_privilege($1, current_database(), 'connect') as allowed, current_database() as database", [role],
  );
  if (row === undefined || row.allowed) return [];
  return [`grant connect on database ${pg.escapeIdentifier(row.database)} to ${pg.escapeIdentifier(role)}`];
}
