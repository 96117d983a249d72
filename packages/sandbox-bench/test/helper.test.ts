import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { HelperResponse } from "@nexus/agent-contract/helper-protocol";
import { inventory } from "@nexus/agent-contract/view";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { armFault, clearFaults } from "../src/faults.ts";
import { DEFAULT_ROOT_PASSWORD } from "../src/bench/create.ts";
import { BenchUnderTest } from "./bench-under-test.ts";
import type { HelperClient } from "./helper-client.ts";

const bench = new BenchUnderTest(undefined);
let names = { site: "", database: "" };
const helpers: HelperClient[] = [];
beforeAll(async () => {
  names = await bench.makeSite();
  await bench.run(["--site", names.site, "install-app", "nexus_core"]);
});
afterEach(() => {
  clearFaults(bench.root);
  for (const helper of helpers.splice(0)) helper.kill();
});
afterAll(() => bench.close());

/** A helper that has been told the database administrator, and is ended with its test. */
async function startHelper(password = DEFAULT_ROOT_PASSWORD) {
  const helper = await bench.helper(password);
  helpers.push(helper);
  return helper;
}

const result = (response: HelperResponse | null) => (response?.ok === true ? response.result : response);
const owner = (changes: Record<string, unknown> = {}) => ({ site: names.site, email: "ann@example.com", fullName: "Ann Lee", password: "correct horse battery", ...changes });

describe("the helper", () => {
  it("says what the bench is", async () => {
    const { call } = await startHelper();
    expect(result(await call("describe"))).toEqual({ frappeVersion: "15.55.1", apps: ["frappe", "nexus_core"], needs: { frappe: [], nexus_core: [] }, sandbox: true });
  });

  it("makes an owner once, brings the same one to the same state again, and refuses a weak password", async () => {
    const { call } = await startHelper();
    expect(await call("createOwner", owner({ password: "password" }))).toMatchObject({ ok: false, error: { exception: "frappe.exceptions.ValidationError" } });
    expect(result(await call("createOwner", owner()))).toEqual({ created: true });
    expect(result(await call("createOwner", owner({ fullName: "Ann Lee-Kim" })))).toEqual({ created: false });
  });

  it("completes the setup, seeds the settings and reports the site's facts", async () => {
    const { call } = await startHelper();
    const { site, database } = names;
    expect(result(await call("siteFacts", { site }))).toEqual({ exists: true, dbName: database, installedApps: ["frappe", "nexus_core"], setupComplete: false, schedulerEnabled: false });
    const setup = { site, siteUrl: `http://${site}:8000`, email: "ann@example.com", fullName: "Ann Lee", organization: "Acme", language: "en", country: "Germany", timeZone: "Europe/Berlin", currency: "EUR" };
    expect(await call("completeSetup", setup)).toMatchObject({ ok: true });
    expect(result(await call("seedSettings", { site, organization: "Acme", plan: "Pro", maxUsers: 50 }))).toMatchObject({ seeded: true });
    expect(result(await call("siteFacts", { site }))).toMatchObject({ setupComplete: true });
    expect(result(await call("siteFacts", { site: "nobody.example.com" }))).toMatchObject({ exists: false, dbName: null });
  });

  it("leaves a site without SaaS Settings as it is, and says so", async () => {
    const bare = await bench.makeSite();
    const { call } = await startHelper();
    expect(result(await call("seedSettings", { site: bare.site, organization: "Acme", plan: "Pro", maxUsers: 50 }))).toEqual({ seeded: false });
  });

  it("registers a tenant once, changes it later, and keeps key and secret that it is not given", async () => {
    const { call } = await startHelper();
    const tenant = { site: names.site, subdomain: "acme", ownerEmail: "ann@example.com", organization: "Acme", siteUrl: "http://acme.example.com", plan: "Free", status: "Active", adminUser: "ann@example.com" };
    expect(result(await call("registerTenant", { ...tenant, apiKey: "the-key", apiSecret: "the-secret" }))).toEqual({ created: true });
    expect(result(await call("registerTenant", { ...tenant, status: "Suspended", apiKey: null, apiSecret: null }))).toEqual({ created: false });
    const rows = JSON.parse(readFileSync(join(bench.root, "mariadb", "databases", names.database, "tabSaaS%20Tenant.json"), "utf8"));
    expect(rows.acme).toMatchObject({ status: "Suspended", api_key: "the-key" });
  });

  it("fails at the register for the one workspace that a fault is armed for, as all have the master site in common", async () => {
    const { call } = await startHelper();
    armFault(bench.root, { fault: "disk_full", op: "registerTenant", subdomain: "globex" });
    const tenant = { site: names.site, ownerEmail: "ann@example.com", organization: "Acme", siteUrl: "http://acme.example.com", plan: "Free", status: "Active", adminUser: "ann@example.com", apiKey: null, apiSecret: null };
    expect(await call("registerTenant", { ...tenant, subdomain: "globex" })).toMatchObject({ ok: false, error: { message: expect.stringContaining("1114") } });
    expect(await call("registerTenant", { ...tenant, subdomain: "initech" })).toMatchObject({ ok: true });
    expect(await call("createOwner", owner())).toMatchObject({ ok: true });
  });

  it("lists and drops databases for the right administrator only", async () => {
    const doomed = await bench.makeSite();
    const stranger = await startHelper("not-the-password");
    expect(await stranger.call("dropDatabase", { dbName: doomed.database, site: null })).toMatchObject({ ok: false, error: { message: expect.stringContaining("1045") } });
    const { call } = await startHelper();
    const before = inventory.parse(result(await call("inventory")));
    expect(before.databases).toContain(doomed.database);
    expect(before.databaseUsers).toContainEqual({ user: `${doomed.database}@localhost`, grants: [doomed.database] });
    expect(result(await call("dropDatabase", { dbName: doomed.database, site: null }))).toEqual({ dropped: [doomed.database, `${doomed.database}@localhost`] });
    expect(result(await call("dropDatabase", { dbName: doomed.database, site: null }))).toEqual({ dropped: [] });
    expect(result(await call("siteFacts", { site: doomed.site }))).toEqual({ exists: true, dbName: doomed.database, installedApps: null, setupComplete: null, schedulerEnabled: null });
  });

  it("stays fit after a request that fails, and ends when its input ends", async () => {
    const { call, end } = await startHelper();
    expect(await call("loginLink", { site: names.site, email: "nobody@example.com", minutes: 5 })).toMatchObject({ ok: false, error: { exception: "frappe.exceptions.DoesNotExistError" } });
    expect(await call("createOwner", { site: names.site })).toMatchObject({ ok: false, error: { exception: "builtins.KeyError" } });
    expect(await call("describe")).toMatchObject({ ok: true });
    expect(await end()).toBe(0);
  });

  it("dies before or after the effect when told to", async () => {
    armFault(bench.root, { fault: "helper_dies", op: "createOwner", times: 1 });
    const first = await startHelper();
    expect(await first.call("createOwner", owner({ email: "before@example.com" }))).toBeNull();
    expect(await first.ended).toBe(1);
    armFault(bench.root, { fault: "helper_dies", op: "createOwner", atPercent: 100, times: 1 });
    const second = await startHelper();
    expect(await second.call("createOwner", owner({ email: "after@example.com" }))).toBeNull();
    const third = await startHelper();
    expect(result(await third.call("createOwner", owner({ email: "before@example.com" })))).toEqual({ created: true });
    expect(result(await third.call("createOwner", owner({ email: "after@example.com" })))).toEqual({ created: false });
  });

  it("fails with the database's and Redis' own errors when told to", async () => {
    const { call } = await startHelper();
    armFault(bench.root, { fault: "database_down", op: "createOwner" });
    expect(await call("createOwner", owner())).toMatchObject({ ok: false, error: { message: expect.stringContaining("(2003, ") } });
    armFault(bench.root, { fault: "redis_down", op: "loginLink" });
    expect(await call("loginLink", { site: names.site, email: "ann@example.com", minutes: 5 })).toMatchObject({ ok: false, error: { exception: "redis.exceptions.ConnectionError" } });
  });

  it("keeps no password, API secret or sign-in key in clear anywhere on the bench", async () => {
    const { call } = await startHelper();
    const planted = ["canary-pässword-for-owner", "canary-api-secret"];
    await call("createOwner", owner({ email: "eve@example.com", password: planted[0] }));
    await call("setApiKeys", { site: names.site, user: "eve@example.com", apiKey: "eve-key", apiSecret: planted[1] });
    const link = result(await call("loginLink", { site: names.site, email: "eve@example.com", minutes: 5 }));
    planted.push(DEFAULT_ROOT_PASSWORD, "Sandbox-Admin-1", String(link && "path" in link ? link.path : "").split("key=")[1] ?? "no key");
    const found = filesBelow(bench.root).filter((file) => planted.some((secret) => readFileSync(file, "utf8").includes(secret)));
    // The stripped copies of this package's own sources name the default password.
    expect(found.filter((file) => !file.includes(join("env", "cache")))).toEqual([]);
    expect(existsSync(join(bench.root, "sites", names.site, "site_config.json"))).toBe(true);
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
