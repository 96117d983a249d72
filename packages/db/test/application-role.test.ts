import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applicationRoleOf } from "../src/application-role/name.ts";
import { AUDIT_CHANNEL } from "../src/listen.ts";
import { migrate } from "../src/migrate.ts";
import { prepareDatabase } from "../src/prepare-database.ts";
import { createEmptyDatabase, type EmptyDatabase } from "./database.ts";

let database: EmptyDatabase;
let application: pg.Client;
let role: string;
const applicationPassword = randomBytes(32).toString("hex");

beforeAll(async () => {
  database = await createEmptyDatabase();
  const { url, warning } = await prepareDatabase({ owner: database.url, applicationPassword });
  expect(warning).toBeNull();
  application = new pg.Client({ connectionString: url });
  await application.connect();
  role = applicationRoleOf(new URL(database.url).pathname.slice(1));
});

afterAll(async () => {
  await application.end();
  await database.drop();
});

const WRITE_EVENT = `insert into audit_events (actor_kind, actor, request_id, action, outcome)
  values ('system', 'test', 'r-1', 'run.queued', 'succeeded') returning id`;

test("the application signs in as a role of its own, named after its database", async () => {
  expect((await application.query("select session_user, current_user")).rows).toEqual([{ session_user: role, current_user: role }]);
});

test("it writes audit events and reads them, and their watchers are told", async () => {
  const told = new Promise<string | undefined>((resolve) => application.once("notification", ({ payload }) => resolve(payload)));
  await application.query(`listen ${AUDIT_CHANNEL}`);
  const { rows: [event] } = await application.query<{ id: string }>(WRITE_EVENT);
  expect((await application.query("select actor from audit_events where id = $1", [event?.id])).rows).toEqual([{ actor: "test" }]);
  expect(await told).toBe(event?.id);
});

test.each([
  ["change an event", "update audit_events set actor = 'another'", /permission denied for table audit_events/],
  ["change it in the course of writing one", `${WRITE_EVENT.replace(" returning id", "")} on conflict (id) do update set actor = 'another'`, /permission denied for table audit_events/],
  ["lock an event", "select from audit_events for update", /permission denied for table audit_events/],
  ["delete an event", "delete from audit_events", /permission denied for table audit_events/],
  ["empty the log", "truncate audit_events", /permission denied for table audit_events/],
  ["empty another table", "truncate rate_limits", /permission denied for table rate_limits/],
  ["give out numbers of events twice", "select setval('audit_events_id_seq', 1)", /permission denied for sequence/],
  ["disable the log's triggers", "alter table audit_events disable trigger all", /must be owner of table audit_events/],
  ["drop a trigger", "drop trigger audit_events_append_only on audit_events", /must be owner of relation audit_events/],
  ["add a trigger", "create trigger t before insert on audit_events execute function refuse_audit_change()", /permission denied for table audit_events/],
  ["replace what a trigger does", "create or replace function refuse_audit_change() returns trigger language plpgsql as 'begin return new; end'", /permission denied for schema public/],
  ["pass all triggers", "set session_replication_role = replica", /permission denied to set parameter/],
  ["drop the log", "drop table audit_events", /must be owner of table audit_events/],
  ["drop the schema", "drop schema public cascade", /must be owner of schema public/],
  ["make a table", "create table public.mine (id int)", /permission denied for schema public/],
  ["make a table of durable execution", "create table dbos.mine (id int)", /permission denied for schema dbos/],
  ["become the owner", "set role nexus", /permission denied to set role/],
  ["change an event by a right that it grants itself", "do $$ begin grant update on audit_events to current_user; update audit_events set actor = 'another'; end $$", /permission denied for table audit_events/],
  ["make a role", "create role another", /permission denied to create role/],
  ["change the migrations' book", "delete from _prisma_migrations", /permission denied for table _prisma_migrations/],
])("it cannot %s", async (_what, sql, reason) => {
  await application.query(WRITE_EVENT);
  const before = await count();
  // The trigger alone would not hold without its owner's good will: it is the role that must.
  await database.query("alter table audit_events disable trigger audit_events_append_only");
  try {
    await expect(application.query(sql)).rejects.toThrow(reason);
  } finally {
    await database.query("alter table audit_events enable trigger audit_events_append_only");
  }
  expect(await count()).toEqual(before);
});

async function count(): Promise<unknown> {
  return (await database.query("select count(*), min(actor), max(actor) from audit_events")).rows[0];
}

test("it is no superuser, owns nothing and is in no other role", async () => {
  const { rows } = await database.query(`
    select rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls as attributes,
      (select count(*)::int from pg_auth_members where member = r.oid) as memberships,
      (select count(*)::int from pg_shdepend where refobjid = r.oid and deptype = 'o') as owned
    from pg_roles r where rolname = $1`, [role]);
  expect(rows).toEqual([{ attributes: false, memberships: 0, owned: 0 }]);
});

test("it may do everything with the rows of every other table", async () => {
  const { rows } = await database.query<{ name: string }>(`
    select schemaname || '.' || tablename as name from pg_tables
    where schemaname in ('public', 'dbos') and not has_table_privilege($1, format('%I.%I', schemaname, tablename)::regclass, 'select')
      or schemaname in ('public', 'dbos') and (select bool_or(not has_table_privilege($1, format('%I.%I', schemaname, tablename)::regclass, p)) from unnest('{insert,update,delete}'::text[]) p)
    order by 1`, [role]);
  expect(rows.map(({ name }) => name)).toEqual([
    "dbos.dbos_migrations", "dbos.dbos_transaction_completion_migrations", "public._prisma_migrations", "public.audit_events",
  ]);
});

test("it enqueues a run", async () => {
  await application.query("select dbos.enqueue_workflow('provision', 'runs', workflow_id => 'by-the-application')");
  expect((await application.query("select status from dbos.workflow_status where workflow_uuid = 'by-the-application'")).rows).toEqual([{ status: "ENQUEUED" }]);
});

test("the next migration run covers new tables, and takes back what somebody granted", async () => {
  await database.query(`create table added (id serial); grant update, truncate on audit_events to "${role}"; grant update (actor) on audit_events to "${role}"`);
  await expect(application.query("insert into added default values")).rejects.toThrow(/permission denied/);
  expect(await prepareDatabase({ owner: database.url, applicationPassword })).toMatchObject({ warning: null });
  await application.query("insert into added default values");
  await expect(application.query("truncate audit_events")).rejects.toThrow(/permission denied/);
  await expect(application.query("update audit_events set actor = 'another'")).rejects.toThrow(/permission denied/);
  await database.query("drop table added");
});

test("a database that was made before there was such a role gets one, and keeps its rows", async () => {
  const old = await createEmptyDatabase();
  await migrate(old.url);
  await old.query(WRITE_EVENT);
  const { url } = await prepareDatabase({ owner: old.url, applicationPassword });
  expect(await asked(url, "select count(*)::int as events, current_user as role from audit_events"))
    .toEqual([{ events: 1, role: applicationRoleOf(new URL(old.url).pathname.slice(1)) }]);
  await old.drop();
});

test("another password replaces the one before", async () => {
  const other = await createEmptyDatabase();
  const { url: before } = await prepareDatabase({ owner: other.url, applicationPassword });
  const { url: now } = await prepareDatabase({ owner: other.url, applicationPassword: randomBytes(32).toString("hex") });
  await expect(asked(before, "select 1")).rejects.toThrow(/password authentication failed/);
  expect(await asked(now, "select 1 as one")).toEqual([{ one: 1 }]);
  await other.drop();
});

test("the server is never told the password, only what it checks passwords with", async () => {
  const { rows: [row] } = await database.query<{ kept: string }>("select rolpassword as kept from pg_authid where rolname = $1", [role]);
  expect(row?.kept).toMatch(/^SCRAM-SHA-256\$4096:/);
  const told: string[] = [];
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function spied(this: pg.Client, ...args: unknown[]) {
    told.push(JSON.stringify(args[0]));
    return Reflect.apply(query, this, args);
  } as typeof query;
  await prepareDatabase({ owner: database.url, applicationPassword }).finally(() => { pg.Client.prototype.query = query; });
  expect(told.some((sql) => sql.includes("alter role"))).toBe(true);
  expect(told.filter((sql) => sql.includes(applicationPassword))).toEqual([]);
});

async function asked(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
