import { ACTOR_KINDS, AUDIT_ACTIONS, AUDIT_OUTCOMES } from "@nexus/domain/audit/actions";
import { DRIFT_KINDS, DRIFT_STATES } from "@nexus/domain/states/drift";
import { RUN_KINDS, RUN_STATES, STEP_STATES } from "@nexus/domain/states/run";
import { MAIL_STATES, SIGNUP_STATES } from "@nexus/domain/states/signup";
import { OCCUPYING_STATES, TENANT_STATES } from "@nexus/domain/states/tenant";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPrisma, type PrismaClient } from "../src/client.ts";
import { migrate } from "../src/migrate.ts";
import { diffToSchema } from "../src/schema-engine/diff.ts";
import { PRISMA_DIRECTORY } from "../src/schema-engine/migration-list.ts";
import { createEmptyDatabase, type EmptyDatabase } from "./database.ts";

let database: EmptyDatabase;
let prisma: PrismaClient;

beforeAll(async () => {
  database = await createEmptyDatabase();
  await migrate(database.url);
  prisma = createPrisma(database.url);
});

afterAll(async () => {
  await prisma.$disconnect();
  await database.drop();
});

const CHECKED: readonly (readonly [string, readonly string[]])[] = [
  ["signups_state_check", SIGNUP_STATES],
  ["tenants_state_check", TENANT_STATES],
  ["runs_kind_check", RUN_KINDS],
  ["runs_state_check", RUN_STATES],
  ["run_steps_state_check", STEP_STATES],
  ["outbox_mails_state_check", MAIL_STATES],
  ["drifts_kind_check", DRIFT_KINDS],
  ["drifts_state_check", DRIFT_STATES],
  ["audit_events_actor_kind_check", ACTOR_KINDS],
  ["audit_events_outcome_check", AUDIT_OUTCOMES],
  ["audit_events_action_check", AUDIT_ACTIONS],
];

test.each(CHECKED)("%s allows the values that packages/domain lists, and no other", async (name, values) => {
  const { rows } = await database.query<{ definition: string }>(
    "select pg_get_constraintdef(oid) as definition from pg_constraint where conname = $1", [name],
  );
  expect(quotedIn(rows[0]?.definition).sort()).toEqual([...values].sort());
});

test("a name is held by the states that packages/domain calls occupying", async () => {
  const { rows } = await database.query<{ definition: string }>(
    "select indexdef as definition from pg_indexes where indexname = 'tenants_subdomain_occupied_key'",
  );
  expect(rows[0]?.definition).toContain("UNIQUE");
  expect(quotedIn(rows[0]?.definition).sort()).toEqual([...OCCUPYING_STATES].sort());
});

test("the migrations make what schema.prisma says", async () => {
  expect(await diffToSchema(database.url)).toBeNull();
});

test("a column that is not in schema.prisma is seen as drift", async () => {
  await database.query("alter table users add column stray text");
  expect(await diffToSchema(database.url)).toContain("stray");
  await database.query("alter table users drop column stray");
});

test("the clock of a value that is read is the one that was written, in UTC", async () => {
  const emailVerifiedAt = new Date("2026-07-01T12:34:56.789Z");
  const user = await prisma.user.create({ data: { email: "clock@example.com", fullName: "Ada", emailVerifiedAt } });
  expect((await prisma.user.findUniqueOrThrow({ where: { id: user.id } })).emailVerifiedAt).toEqual(emailVerifiedAt);
});

test("an address with a capital is refused", async () => {
  const data = { email: "Ada@example.com", fullName: "Ada", emailVerifiedAt: new Date() };
  await expect(prisma.user.create({ data })).rejects.toThrow(/users_email_lower_check/);
});

test("two live tenants cannot have one name, a released one does not count", async () => {
  const owner = await prisma.user.create({ data: { email: "owner@example.com", fullName: "Ada", emailVerifiedAt: new Date() } });
  const data = { subdomain: "acme", site: "acme.example.test", organization: "Acme", plan: "Free", ownerId: owner.id };
  await prisma.tenant.create({ data: { ...data, state: "released" } });
  await prisma.tenant.create({ data });
  await expect(prisma.tenant.create({ data: { ...data, state: "active" } })).rejects.toThrow(/Unique constraint/);
});

describe("a tenant's row", () => {
  const moment = new Date("2026-07-01T12:00:00Z");
  let names = 0;
  async function insert(data: { state: string; deleteAt?: Date; suspendedAt?: Date }) {
    names += 1;
    const owner = await prisma.user.create({ data: { email: `row-${names}@example.com`, fullName: "Ada", emailVerifiedAt: new Date() } });
    return prisma.tenant.create({ data: { subdomain: `row-${names}`, site: `row-${names}.example.test`, organization: "Row", plan: "Free", ownerId: owner.id, ...data } });
  }

  test.each([
    ["a planned deletion without its time", { state: "deletion_scheduled" }, "tenants_delete_at_check"],
    ["a time of deletion while none is planned", { state: "active", deleteAt: moment }, "tenants_delete_at_check"],
    ["a suspension without its time", { state: "suspended" }, "tenants_suspended_at_check"],
    ["an open workspace that an admin keeps closed", { state: "active", suspendedAt: moment }, "tenants_suspended_at_check"],
  ])("cannot say %s", async (_what, data, constraint) => {
    await expect(insert(data)).rejects.toThrow(new RegExp(constraint));
  });

  test("remembers a suspension while a deletion is planned", async () => {
    expect(await insert({ state: "deletion_scheduled", deleteAt: moment, suspendedAt: moment })).toMatchObject({ suspendedAt: moment });
  });
});

test("runs that wait from before the update are given the queues in which runs follow each other", async () => {
  const older = await createEmptyDatabase();
  try {
    await migrate(older.url);
    const owner = (await older.query<{ id: string }>("insert into users (id, email, full_name, email_verified_at) values (gen_random_uuid(), 'a@example.com', 'Ada', now()) returning id")).rows[0]?.id;
    const tenant = (await older.query<{ id: string }>(`insert into tenants (id, subdomain, site, organization, plan, owner_id) values (gen_random_uuid(), 'old', 'old.example.test', 'Old', 'Free', '${owner}') returning id`)).rows[0]?.id;
    for (const kind of ["deprovision", "register", "provision"]) {
      const run = (await older.query<{ id: string }>(`insert into runs (id, reference, kind, input, tenant_id, request_id) values (gen_random_uuid(), 'R-${kind}', '${kind}', '{}', '${tenant}', 'req') returning id`)).rows[0]?.id;
      await older.query(`select dbos.enqueue_workflow(workflow_name => 'executeRun', queue_name => 'runs.${kind}', workflow_id => 'run:${run}:1')`);
    }
    const sql = await readFile(join(PRISMA_DIRECTORY, "migrations/20261123000731_tenant_lifecycle/migration.sql"), "utf8");
    await older.query(sql.slice(sql.indexOf("DO $$")));
    const { rows } = await older.query("select queue_name, queue_partition_key from dbos.workflow_status order by queue_name");
    expect(rows).toEqual([
      { queue_name: "runs.access", queue_partition_key: tenant }, { queue_name: "runs.provision", queue_partition_key: null }, { queue_name: "runs.register", queue_partition_key: tenant },
    ]);
  } finally {
    await older.drop();
  }
});

/** What stands in single quotes in a definition. */
function quotedIn(definition = ""): string[] {
  return [...definition.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? "");
}
