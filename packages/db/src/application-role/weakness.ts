import type pg from "pg";

/**
 * How the role of a connection could change the audit log in spite of its rights on the table; null when it
 * cannot. Without such a role, the log is guarded by its trigger alone.
 *
 * @returns the second half of a sentence.
 * @throws Error when the database has no audit log.
 */
export async function findWeakness(client: pg.Client): Promise<string | null> {
  const { rows: [found] } = await client.query<{ weakness: string | null }>(`
    select case
      when r.rolsuper then 'is a superuser'
      when r.rolcreaterole then 'may make roles'
      when pg_has_role(c.relowner, 'member') then 'owns the table'
      when pg_has_role(n.nspowner, 'member') then 'owns the schema'
      when has_table_privilege(c.oid, 'update, delete, truncate, trigger') or has_any_column_privilege(c.oid, 'update')
        then 'has the right to change the table'
    end as weakness
    from pg_class c join pg_namespace n on n.oid = c.relnamespace, pg_roles r
    where c.oid = to_regclass('public.audit_events') and r.rolname = current_user`);
  if (found === undefined) throw new Error("The application's database has no audit log: do DATABASE_URL and DATABASE_OWNER_URL name the same database?");
  return found.weakness;
}
