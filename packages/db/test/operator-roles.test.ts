import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { applicationRoleOf } from "../src/application-role/name.ts";
import { addressAs, addressesGiven, prepareDatabase } from "../src/prepare-database.ts";
import { createEmptyDatabase, type EmptyDatabase } from "./database.ts";

/** Servers of operators, each with roles of its own. */
let database: EmptyDatabase;
let made: string[];
const applicationPassword = randomBytes(32).toString("hex");

beforeEach(async () => {
  database = await createEmptyDatabase();
  made = [];
});

afterEach(async () => {
  for (const role of made) await database.query(`reassign owned by ${role} to current_user; drop owned by ${role}; drop role ${role}`);
  await database.drop();
});

const nameOfDatabase = (): string => new URL(database.url).pathname.slice(1);

/** Makes a role and tells the database's address for it. */
async function addressOfRole(attributes: string): Promise<string> {
  const role = `nexus_test_${randomBytes(6).toString("hex")}`;
  await database.query(`create role ${role} login password 'p' ${attributes}`);
  made.unshift(role);
  return addressAs(database.url, { role, password: "p" });
}

/** The same for one that owns the database, as operators are told to make it. */
async function addressOfOwner(attributes = ""): Promise<string> {
  const address = await addressOfRole(attributes);
  await database.query(`alter database ${nameOfDatabase()} owner to ${made[0]}`);
  return address;
}

async function asked(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test("a role that may make roles and is no superuser makes the application's", async () => {
  const owner = await addressOfOwner("createrole");
  const first = await prepareDatabase({ owner, applicationPassword });
  const again = await prepareDatabase({ owner, applicationPassword });
  expect(again).toEqual(first);
  expect(again.warning).toBeNull();
  expect(await asked(again.url, "select current_user as role from audit_events right join (select 1) one on true"))
    .toEqual([{ role: applicationRoleOf(nameOfDatabase()) }]);
  await expect(asked(again.url, "delete from audit_events")).rejects.toThrow(/permission denied for table audit_events/);
});

test("a role that may make no roles is used as it is, with a warning that says what guards the audit log", async () => {
  const owner = await addressOfOwner();
  const { url, warning } = await prepareDatabase({ owner, applicationPassword });
  expect(url).toBe(owner);
  expect(warning).toMatch(/^The audit log is guarded by its trigger only, because .* it may not make the role nexus_test_\w+_app \(permission denied to create role\)\. See /);
  await expect(asked(url, "delete from audit_events")).rejects.toThrow(/append-only/);
});

test("a role of the same name that somebody else made is left alone, with a warning", async () => {
  const role = applicationRoleOf(nameOfDatabase());
  await database.query(`create role ${role} login password 'theirs'`);
  const { url, warning } = await prepareDatabase({ owner: database.url, applicationPassword });
  expect(url).toBe(database.url);
  expect(warning).toContain("was not made by this system");
  expect(await asked(addressAs(database.url, { role, password: "theirs" }), "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a role of ours that somebody made a superuser is warned of", async () => {
  await prepareDatabase({ owner: database.url, applicationPassword });
  await database.query(`alter role ${applicationRoleOf(nameOfDatabase())} superuser`);
  expect((await prepareDatabase({ owner: database.url, applicationPassword })).warning).toContain("connect as is a superuser");
});

test("without a password for it, as in a bare migration, no role is made", async () => {
  const { url, warning } = await prepareDatabase({ owner: database.url });
  expect(url).toBe(database.url);
  expect(warning).toContain("is a superuser");
  expect((await database.query("select from pg_roles where rolname = $1", [applicationRoleOf(nameOfDatabase())])).rowCount).toBe(0);
});

test("the operator's two roles: one migrates, the other gets the application's rights and no more", async () => {
  const owner = await addressOfOwner();
  const application = await addressOfRole("");
  await database.query(`revoke connect on database ${nameOfDatabase()} from public; grant connect on database ${nameOfDatabase()} to ${made[0]}`);
  expect(await prepareDatabase({ owner, application })).toEqual({ url: application, warning: null });
  expect(await asked(application, "select count(*)::int as runs from runs")).toEqual([{ runs: 0 }]);
  await expect(asked(application, "delete from audit_events")).rejects.toThrow(/permission denied for table audit_events/);
});

test.each([
  ["is a superuser", "superuser"],
  ["may make roles", "createrole"],
])("an operator's role for the application that %s is warned of", async (weakness, attributes) => {
  const { warning } = await prepareDatabase({ owner: await addressOfOwner(), application: await addressOfRole(attributes) });
  expect(warning).toContain(`connect as ${weakness}.`);
});

test("an operator's role for the application that is a member of the owner is warned of", async () => {
  const owner = await addressOfOwner();
  const application = await addressOfRole(`in role ${made[0]}`);
  expect((await prepareDatabase({ owner, application })).warning).toContain("owns the table");
});

test("two addresses with one role are refused, before its rights are taken away", async () => {
  const owner = await addressOfOwner();
  await expect(prepareDatabase({ owner, application: owner })).rejects.toThrow(/both sign in as nexus_test_\w+\. Give the application a role of its own/);
});

test("two addresses of two databases are refused", async () => {
  const other = await createEmptyDatabase();
  const application = new URL(await addressOfRole(""));
  application.pathname = new URL(other.url).pathname;
  await expect(prepareDatabase({ owner: await addressOfOwner(), application: application.toString() })).rejects.toThrow(/name the same database\?/);
  await other.drop();
});

test("an address of the owner alone is refused, as it does not say whose tables the application uses", () => {
  expect(() => addressesGiven({ url: undefined, ownerUrl: "postgresql://o", password: "p" })).toThrow(/DATABASE_URL is not/);
  expect(addressesGiven({ url: undefined, ownerUrl: undefined, password: "p" })).toBeNull();
});

test("a user in the address's query does not win over the application's role", () => {
  const url = addressAs("postgresql://db.example.com/nexus?user=owner&password=x&sslmode=require", { role: "nexus_app", password: "p:/@" });
  expect(url).toBe("postgresql://nexus_app:p%3A%2F%40@db.example.com/nexus?sslmode=require");
});

test("databases whose names PostgreSQL would cut to the same role get different ones", () => {
  const long = "x".repeat(62);
  expect(applicationRoleOf("nexus")).toBe("nexus_app");
  expect(applicationRoleOf(`${long}1`)).not.toBe(applicationRoleOf(`${long}2`));
  expect(Buffer.byteLength(applicationRoleOf(`${long}1`))).toBeLessThanOrEqual(63);
});
