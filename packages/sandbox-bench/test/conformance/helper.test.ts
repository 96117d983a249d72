import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HelperOp, HelperResponse } from "@nexus/agent-contract/helper-protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BenchUnderTest, type Names } from "../bench-under-test.ts";
import type { HelperClient } from "../helper-client.ts";
import { type Served, serveSites } from "../serve-bench.ts";
import { ask, type Question } from "../site-client.ts";

const EMAIL = "owner@example.com";
const PASSWORD = "correct horse battery";
const KEYS = { apiKey: "conformancekey1", apiSecret: "conformancesecret" };
const bench = BenchUnderTest.open();
const app = process.env["CONFORMANCE_APP"] ?? "nexus_core";
let served: Served;
let helper: HelperClient;
let names: Names;

beforeAll(async () => {
  served = await serveSites(bench);
  names = await bench.makeSite();
  helper = await bench.helper();
}, bench.patience * 2);
afterAll(async () => {
  await served.close();
  await helper.end();
  await bench.close();
}, 60_000);

const call = (op: HelperOp, args: Record<string, unknown> = {}) => helper.call(op, { site: names.site, ...args });
const result = (response: HelperResponse | null) => (response?.ok === true ? response.result : response);
const refusal = (exception: string, message: unknown) => expect.objectContaining({ ok: false, error: { exception, message } });
const visit = (path: string, question: Question = {}) => ask(served.address, names.site, path, question);
const login = (pwd: string) => visit("/api/method/login", { form: { usr: EMAIL, pwd } });
const byKey = (path: string) => visit(path, { headers: { authorization: `token ${KEYS.apiKey}:${KEYS.apiSecret}` } });
const owner = { email: EMAIL, fullName: "Ann Lee", password: PASSWORD };
const setup = { email: EMAIL, fullName: "Ann Lee", organization: "Acme", language: "en", country: "Germany", timeZone: "Europe/Berlin", currency: "EUR" };
const settings = { organization: "Acme", plan: "Pro", maxUsers: 50 };
const tenant = { subdomain: "acme", ownerEmail: EMAIL, organization: "Acme", siteUrl: "http://acme.example.com", plan: "Free", status: "Active", adminUser: EMAIL };

describe("the helper", { timeout: bench.patience }, () => {
  it("says which Frappe and apps are on the bench, and whether it is a sandbox", async () => {
    expect(result(await helper.call("describe"))).toEqual({ frappeVersion: expect.stringMatching(/^1\d\.\d+\.\d+/), apps: expect.arrayContaining(["frappe", app]), needs: expect.objectContaining({ frappe: [], [app]: [] }), sandbox: bench.isSandbox });
  });

  it("refuses a weak password in Frappe's words, and makes no user", async () => {
    expect(await call("createOwner", { ...owner, password: "password1" })).toEqual(refusal("frappe.exceptions.ValidationError", expect.stringMatching(/^Invalid Password: \S.*/)));
    expect(await call("setApiKeys", { user: EMAIL, ...KEYS })).toEqual(refusal("frappe.exceptions.DoesNotExistError", "User not found on this site"));
  });

  it("makes the owner once, who signs in with this password and with no other", async () => {
    expect(result(await call("createOwner", { ...owner, email: "Owner@Example.com" }))).toEqual({ created: true });
    expect(result(await call("createOwner", owner))).toEqual({ created: false });
    expect([(await login("wrong password")).status, (await login(PASSWORD)).json]).toMatchObject([401, { message: "Logged In", full_name: "Ann Lee" }]);
  });

  it("ends no session when it makes the same owner again", async () => {
    const cookie = (await login(PASSWORD)).cookies.join("; ");
    await call("createOwner", owner);
    expect((await visit("/api/method/frappe.auth.get_logged_user", { headers: { cookie } })).json).toEqual({ message: EMAIL });
  });

  it("sets the keys that it is given, says whether that changed anything, and the site knows them", async () => {
    expect(result(await call("setApiKeys", { user: EMAIL, ...KEYS }))).toEqual({ changed: true });
    expect(result(await call("setApiKeys", { user: EMAIL, ...KEYS }))).toEqual({ changed: false });
    expect((await byKey("/api/method/frappe.auth.get_logged_user")).json).toEqual({ message: EMAIL });
    expect((await byKey(`/api/resource/User/${EMAIL}`)).text).not.toContain(KEYS.apiSecret);
  });

  it("leaves a site without SaaS Settings as it is, and fills them where they are", async () => {
    expect(result(await call("seedSettings", settings))).toEqual({ seeded: false });
    expect((await bench.run(["--site", names.site, "install-app", app])).code).toBe(0);
    expect(result(await call("seedSettings", settings))).toEqual({ seeded: true, fields: ["max_users", "organization_name", "plan_type"] });
    expect((await byKey("/api/resource/SaaS%20Settings/SaaS%20Settings")).json).toMatchObject({ data: { organization_name: "Acme", plan_type: "Pro", max_users: 50 } });
  });

  it("refuses a plan that the settings do not know", async () => {
    expect(await call("seedSettings", { ...settings, plan: "Gold" })).toEqual(refusal("frappe.exceptions.ValidationError", expect.stringContaining("It should be one of")));
  });

  it("leads a single-use link to the account before the setup, and to the desk after it", async () => {
    expect(await follow()).toEqual([302, "/", "My Account"]);
    expect(result(await call("siteFacts"))).toEqual({ exists: true, dbName: names.database, installedApps: ["frappe", app], setupComplete: false, schedulerEnabled: false });
    const told = { ...setup, siteUrl: `http://${names.site}:8000` };
    expect(result(await call("completeSetup", told))).toEqual({ setupComplete: true, wasComplete: false });
    expect(result(await call("completeSetup", told))).toEqual({ setupComplete: true, wasComplete: true });
    expect(result(await call("siteFacts"))).toMatchObject({ setupComplete: true, schedulerEnabled: false });
    expect(await follow()).toEqual([302, "/", title((await visit("/app", { headers: { cookie: (await login(PASSWORD)).cookies.join("; ") } })).text)]);
  });

  it("tells the site its address, as links in its mails begin with it", async () => {
    expect((await bench.run(["--site", names.site, "execute", "frappe.utils.get_url"])).stdout.trim()).toBe(`"http://${names.site}:8000"`);
  });

  it("switches background jobs on and off, as the bench's own command does", async () => {
    for (const [enabled, state] of [[true, "enabled"], [false, "disabled"]] as const) {
      expect(result(await call("setScheduler", { enabled }))).toEqual({});
      expect(result(await call("siteFacts"))).toMatchObject({ schedulerEnabled: enabled });
      expect((await bench.run(["--site", names.site, "scheduler", "status"])).stdout.trim()).toBe(`Scheduler is ${state} for site ${names.site}`);
    }
  });

  it("closes the site to visitors, also where they might read during maintenance, and opens it again", async () => {
    const config = (): object => JSON.parse(readFileSync(join(bench.root, "sites", names.site, "site_config.json"), "utf8"));
    const ping = async () => (await visit("/api/method/ping")).status;
    const inventoried = async () => (result(await helper.call("inventory")) as { sites: { site: string; maintenance: boolean }[] }).sites.find(({ site }) => site === names.site)?.maintenance;
    const before = config();
    await bench.run(["--site", names.site, "set-config", "allow_reads_during_maintenance", "1"]);
    await bench.run(["--site", names.site, "set-maintenance-mode", "on"]);
    expect([await ping(), await inventoried()]).toEqual([200, false]);
    for (const [on, status, written] of [[true, 503, { maintenance_mode: 1, allow_reads_during_maintenance: 0 }], [false, 200, { maintenance_mode: 0 }]] as const) {
      for (let time = 0; time < 2; time += 1) expect(result(await call("setMaintenanceMode", { on }))).toEqual({});
      expect([config(), await ping(), await inventoried()]).toEqual([{ ...before, ...written }, status, on]);
    }
    expect(await call("setMaintenanceMode", { site: bench.newNames().site, on: true })).toEqual(refusal("frappe.exceptions.IncorrectSitePath", "404 Not Found: [argument] does not exist"));
  });

  it("keeps the owner's name and password through the setup", async () => {
    expect((await login(PASSWORD)).json).toMatchObject({ message: "Logged In", full_name: "Ann Lee", home_page: "/app" });
  });

  it("lets an owner sign in by one link after another, more often than Frappe does by itself, unless somebody has set another limit", async () => {
    const limit = async () => JSON.parse((await bench.run(["--site", names.site, "execute", "frappe.db.get_single_value", "--args", "['System Settings', 'rate_limit_email_link_login']"])).stdout);
    expect(await limit()).toBe(100);
    for (let time = 0; time < 7; time += 1) expect((await follow())[0]).toBe(302);
    await bench.run(["--site", names.site, "execute", "frappe.db.set_value", "--args", "['System Settings', 'System Settings', 'rate_limit_email_link_login', 3]"]);
    expect(await call("loginLink", { email: EMAIL, minutes: 5 })).toMatchObject({ ok: true });
    expect(await limit()).toBe(3);
    await bench.run(["--site", names.site, "execute", "frappe.db.set_value", "--args", "['System Settings', 'System Settings', 'rate_limit_email_link_login', 0]"]);
    expect(await call("loginLink", { email: EMAIL, minutes: 5 })).toMatchObject({ ok: true });
    expect(await limit()).toBe(100);
  });

  it("makes no link for somebody who is not there", async () => {
    expect(await call("loginLink", { email: "nobody@example.com", minutes: 5 })).toEqual(refusal("frappe.exceptions.DoesNotExistError", "User not found on this site, or not enabled"));
  });

  it("registers a tenant, changes it, and keeps the key and secret that it is not given", async () => {
    expect(result(await call("registerTenant", { ...tenant, apiKey: "the-key", apiSecret: "the-secret" }))).toEqual({ created: true });
    expect(result(await call("registerTenant", { ...tenant, status: "Suspended", apiKey: null, apiSecret: null }))).toEqual({ created: false });
    const read = await byKey("/api/resource/SaaS%20Tenant/acme");
    expect(read.json).toMatchObject({ data: { name: "acme", status: "Suspended", owner_email: EMAIL, api_key: "the-key", api_secret: "*".repeat(10) } });
    expect(await call("registerTenant", { ...tenant, plan: "Gold", apiKey: null, apiSecret: null })).toEqual(refusal("frappe.exceptions.ValidationError", expect.stringContaining("It should be one of")));
  });

  it("registers where making the doctype was cut off before its table, as by a full disk", async () => {
    bench.loseTable(names, "tabSaaS Tenant");
    expect(result(await call("registerTenant", { ...tenant, subdomain: "globex", apiKey: "the-key", apiSecret: "the-secret" }))).toEqual({ created: true });
    expect((await byKey("/api/resource/SaaS%20Tenant/globex")).json).toMatchObject({ data: { name: "globex", status: "Active" } });
  });

  it("finds a tenant by its subdomain where somebody else's doctype names its documents otherwise", async () => {
    const { site } = await bench.makeSite();
    await helper.call("createOwner", { ...owner, site });
    await helper.call("setApiKeys", { ...KEYS, site, user: EMAIL });
    const asOwner = (path: string, question: Question = {}) => ask(served.address, site, path, { ...question, headers: { authorization: `token ${KEYS.apiKey}:${KEYS.apiSecret}` } });
    const fields = ["subdomain", "owner_email", "organization_name", "site_url", "status", "plan_type", "admin_user", "api_key"].map((fieldname) => ({ fieldname, fieldtype: "Data", label: fieldname }));
    const doctype = { name: "SaaS Tenant", module: "Core", custom: 1, autoname: "hash", fields: [...fields, { fieldname: "api_secret", fieldtype: "Password", label: "Secret" }], permissions: [{ role: "System Manager", read: 1 }] };
    expect((await asOwner("/api/resource/DocType", { body: doctype })).status).toBe(200);
    expect(result(await helper.call("registerTenant", { ...tenant, site, apiKey: "the-key", apiSecret: "the-secret" }))).toEqual({ created: true });
    expect(result(await helper.call("registerTenant", { ...tenant, site, status: "Deleted", apiKey: null, apiSecret: null }))).toEqual({ created: false });
    expect((await asOwner("/api/resource/SaaS%20Tenant?fields=%5B%22subdomain%22,%22status%22,%22api_key%22%5D")).json).toEqual({ data: [{ subdomain: "acme", status: "Deleted", api_key: "the-key" }] });
  });

  it("names a missing argument, and a site that is not there without repeating what it was given", async () => {
    expect(await call("createOwner", { email: EMAIL })).toEqual(refusal("builtins.KeyError", "'fullName'"));
    expect(await call("createOwner", { ...owner, site: "nobody.conformance.localhost" })).toEqual(refusal("frappe.exceptions.IncorrectSitePath", "404 Not Found: [argument] does not exist"));
  });

  it("tells whole sites from half-made ones", async () => {
    const unreadable = { installedApps: null, setupComplete: null, schedulerEnabled: null };
    const half = bench.newNames();
    const facts = async () => result(await call("siteFacts", { site: half.site }));
    expect(await facts()).toEqual({ exists: false, dbName: null, ...unreadable });
    const folder = join(bench.root, "sites", half.site);
    mkdirSync(folder);
    expect(await facts()).toEqual({ exists: true, dbName: null, ...unreadable });
    writeFileSync(join(folder, "site_config.json"), '{"db_na');
    expect(await facts()).toEqual({ exists: true, dbName: null, ...unreadable });
    writeFileSync(join(folder, "site_config.json"), JSON.stringify({ db_name: half.database, db_password: "not-known", db_type: "mariadb" }));
    expect(await facts()).toEqual({ exists: true, dbName: half.database, ...unreadable });
  });

  it("lists what lies there, and drops databases with our mark for the right administrator only", async () => {
    const doomed = await bench.makeSite();
    const request = { dbName: doomed.database, site: doomed.site };
    const stranger = await bench.helper("not-the-password");
    expect(await stranger.call("dropDatabase", request)).toEqual(refusal("pymysql.err.OperationalError", expect.stringMatching(/^\(1045, "Access denied for user /)));
    await stranger.end();
    const listed = result(await helper.call("inventory"));
    const [user = ""] = bench.databaseUsers(doomed.database);
    expect(listed).toMatchObject({
      sites: expect.arrayContaining([{ site: doomed.site, dbName: doomed.database, maintenance: false }]), databases: expect.arrayContaining([doomed.database]),
      databaseUsers: expect.arrayContaining([{ user, grants: [doomed.database] }]),
    });
    expect(await helper.call("dropDatabase", { ...request, dbName: "mysql" })).toEqual(refusal("nexus_ops.database.NotOurs", "The database does not carry this product's mark."));
    expect(result(await helper.call("dropDatabase", request))).toEqual({ dropped: [doomed.database, user] });
    expect(result(await helper.call("dropDatabase", request))).toEqual({ dropped: [] });
    expect(bench.databases()).not.toContain(doomed.database);
    expect(result(await call("siteFacts", { site: doomed.site }))).toMatchObject({ exists: true, dbName: doomed.database, installedApps: null });
  });
});

describe("the inventory", { timeout: bench.patience }, () => {
  it("tells which site keeps its visitors out, and which database an archive is of", async () => {
    const { site, database } = await bench.makeSite();
    const listed = async () => result(await helper.call("inventory"));
    await bench.run(["--site", site, "set-maintenance-mode", "on"]);
    expect(await listed()).toMatchObject({ sites: expect.arrayContaining([{ site, dbName: database, maintenance: true }]) });
    await bench.run(["--site", site, "set-maintenance-mode", "off"]);
    expect(await listed()).toMatchObject({ sites: expect.arrayContaining([{ site, dbName: database, maintenance: false }]) });
    await bench.drop(site);
    expect(await listed()).toMatchObject({ archives: expect.arrayContaining([{ archive: site, dbName: database }]) });
  });

  it("counts the keys that a site has in Redis, which go with its database", async () => {
    const { site, database } = await bench.makeSite();
    await helper.call("createOwner", { site, email: EMAIL, fullName: "Ada Lovelace", password: "correct-horse-battery" });
    expect(await helper.call("loginLink", { site, email: EMAIL, minutes: 5 })).toMatchObject({ ok: true });
    const keys = async () => (result(await helper.call("inventory")) as { redisKeys: { dbName: string; keys: number }[] }).redisKeys.find(({ dbName }) => dbName === database)?.keys ?? 0;
    expect(await keys()).toBeGreaterThan(0);
    await helper.call("dropDatabase", { dbName: database, site: null });
    expect(await keys()).toBe(0);
  });

  it("says null, not nothing, of a Redis that does not answer", async () => {
    const without = await bench.helper(bench.rootPassword, { FRAPPE_REDIS_CACHE: "redis://127.0.0.1:1" });
    expect(await without.call("inventory")).toMatchObject({ ok: true, result: { redisKeys: null } });
    await without.end();
  });
});

/** A page's title, without what the sandbox adds to say what it is. */
function title(page: string): string {
  return /<title>\s*(.*?)\s*( · sandbox)?<\/title>/s.exec(page)?.[1] ?? page;
}

/** Where a new single-use link leads, once, and what is shown there. */
async function follow(): Promise<[status: number, path: string, title: string]> {
  const link = result(await call("loginLink", { email: EMAIL, minutes: 5 }));
  const path = String(link !== null && "path" in link ? link.path : JSON.stringify(link));
  const first = await visit(path);
  expect((await visit(path)).status).toBe(403);
  const target = new URL(first.headers.location ?? "", "http://site").pathname;
  const shown = await visit(target, { headers: { cookie: first.cookies.join("; ") } });
  return [first.status, target, title(shown.text)];
}
