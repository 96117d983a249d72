import { ACTOR_KINDS, AUDIT_ACTIONS, AUDIT_OUTCOMES } from "@nexus/domain/audit/actions";
import { RUN_KINDS, RUN_STATES, STEP_STATES } from "@nexus/domain/states/run";
import { MAIL_STATES, SIGNUP_STATES } from "@nexus/domain/states/signup";
import { OCCUPYING_STATES, TENANT_STATES } from "@nexus/domain/states/tenant";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPrisma, type PrismaClient } from "../src/client.ts";
import { migrate } from "../src/migrate.ts";
import { diffToSchema } from "../src/schema-engine/diff.ts";
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

/** What stands in single quotes in a definition. */
function quotedIn(definition = ""): string[] {
  return [...definition.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? "");
}
