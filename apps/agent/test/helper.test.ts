import { readdirSync, readFileSync, utimesSync } from "node:fs";
import path from "node:path";
import { armedFaults, armFault, clearFaults } from "@nexus/sandbox-bench/faults";
import { eventually } from "@nexus/testing/eventually";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { makeSite, newRun, type RunningAgent, startAgent, temporaryBench, textOfAll } from "./running-agent.ts";

const bench = temporaryBench();
const run = newRun();
const { site, dbName } = run;
const email = "owner@example.com";
const owner = { type: "createOwner", site, dbName, email, fullName: "Ada Owner", password: "a-long-and-unusual-phrase" } as const;
let agent: RunningAgent;
beforeAll(async () => {
  agent = await startAgent(bench.benchPath, { AGENT_MAX_HELPERS: "1" });
  makeSite(bench.benchPath, run);
});
afterEach(() => clearFaults(bench.benchPath));
afterAll(async () => {
  await agent.end("SIGTERM");
  bench.remove();
});

/** Processes whose command line names both, without those that are ending. */
function pidsOf(...words: string[]): string[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return words.every((word) => line.includes(word));
    } catch {
      return false;
    }
  });
}

const fence = { run: run.id, epoch: 1 };

describe("the resident helper", () => {
  test("creates the owner, keys and a login link, and says what the site is", async () => {
    expect(await agent.run(run.input(owner))).toMatchObject({ state: "succeeded", result: { created: true } });
    expect(await agent.run(run.input(owner))).toMatchObject({ state: "succeeded", result: { created: false } });
    const keys = run.input({ type: "setApiKeys", site, dbName, user: email, apiKey: "0123456789abcde", apiSecret: "abcde0123456789" });
    expect(await agent.run(keys)).toMatchObject({ state: "succeeded" });
    expect((await agent.client.sites.loginLink.mutate({ fence, site, dbName, email, minutes: 5 })).path).toMatch(/^\/api\/method\/frappe\.www\.login\.login_via_key\?key=\w+$/);
    expect(await agent.client.sites.facts.query({ site })).toMatchObject({ exists: true, dbName: run.dbName, installedApps: ["frappe"] });
    expect(await agent.client.bench.describe.query()).toMatchObject({ sandbox: true });
    expect((await agent.client.bench.inventory.query()).databases).toEqual([run.dbName]);
  });

  test.each([
    ["a site that is not there", { ...owner, site: "nothing.sites.localhost" }, "SITE_MISSING"],
    ["a password that Frappe finds too weak", { ...owner, email: "other@example.com", password: "password" }, "PASSWORD_WEAK"],
    ["a user who is not there", { type: "setApiKeys", site, dbName, user: "nobody@example.com", apiKey: "0123456789abcde", apiSecret: "abcde0123456789" }, "USER_MISSING"],
  ] as const)("answers %s with its code, and the next request as if nothing had been", async (_what, command, code) => {
    expect(await agent.run(run.input(command))).toMatchObject({ state: "failed", failure: { code, retryable: false } });
    expect(await agent.run(run.input(owner))).toMatchObject({ state: "succeeded" });
  });

  test("refuses a login link to whoever was overtaken by another owner of the run", async () => {
    const owned = newRun().id;
    const link = (epoch: number) => agent.client.sites.loginLink.mutate({ fence: { run: owned, epoch }, site, dbName, email, minutes: 5 });
    await link(2);
    await expect(link(1)).rejects.toMatchObject({ data: { refusal: "STALE_EPOCH" } });
    await link(2);
  });

  test("refuses a login link for a user who is not there, with a failure of the contract", async () => {
    await expect(agent.client.sites.loginLink.mutate({ fence, site, dbName, email: "nobody@example.com", minutes: 5 })).rejects.toMatchObject({ data: { failure: { code: "USER_MISSING" } } });
  });
});

describe("a site that is another one than the caller means", () => {
  const other = newRun().dbName;

  test.each([
    ["its owner", { ...owner, dbName: other }],
    ["its owner's password", { type: "setOwnerPassword", site, dbName: other, email, password: "another-long-and-unusual-phrase" }],
    ["its keys", { type: "setApiKeys", site, dbName: other, user: email, apiKey: "1123456789abcde", apiSecret: "bbcde0123456789" }],
    ["its settings", { type: "seedSettings", site, dbName: other, organization: "Acme", plan: "Free", maxUsers: 5 }],
    ["its scheduler", { type: "setScheduler", site, dbName: other, enabled: true }],
    ["its setup", { type: "completeSetup", site, dbName: other, siteUrl: "http://a.example", email, fullName: "Ada", organization: "Acme", language: "en", country: "Kenya", timeZone: "Africa/Nairobi", currency: "KES" }],
    ["whether it is open", { type: "setMaintenanceMode", site, dbName: other, on: true }],
    ["its apps", { type: "installApp", site, dbName: other, app: "nexus_core" }],
  ] as const)("keeps %s", async (_what, command) => {
    const state = () => textOfAll(path.join(bench.benchPath, "sites", site)) + textOfAll(path.join(bench.benchPath, "mariadb"));
    const before = state();
    expect(await agent.run(run.input(command))).toMatchObject({ state: "failed", failure: { code: "NOT_OURS", retryable: false } });
    expect(state()).toBe(before);
  });

  test("gives nobody a login link", async () => {
    await expect(agent.client.sites.loginLink.mutate({ fence, site, dbName: other, email, minutes: 5 })).rejects.toMatchObject({ data: { failure: { code: "NOT_OURS" } } });
  });
});

describe("a helper that", () => {
  test.each([["dies", "helper_dies"], ["says what is no answer", "helper_garbage"]] as const)("%s fails its request so that it may be tried again, and is replaced", async (_what, fault) => {
    armFault(bench.benchPath, { fault, op: "createOwner", times: 1 });
    expect(await agent.run(run.input(owner))).toMatchObject({ state: "failed", failure: { code: "HELPER_FAILED", retryable: true } });
    expect(await agent.run(run.input(owner))).toMatchObject({ state: "succeeded" });
  });

  test("was started before the bench was updated is ended, and another answers", async () => {
    const helpers = (): string[] => pidsOf("nexus_helper.py", bench.benchPath);
    expect(await agent.run(run.input(owner))).toMatchObject({ state: "succeeded" });
    const before = helpers();
    expect(before).toHaveLength(1);
    expect(await agent.run(run.input(owner))).toMatchObject({ state: "succeeded" });
    expect(helpers()).toEqual(before);
    const now = new Date();
    utimesSync(path.join(bench.benchPath, "apps", "frappe", "frappe", "__init__.py"), now, now);
    expect(await agent.run(run.input(owner))).toMatchObject({ state: "succeeded" });
    await eventually(() => {
      expect(helpers()).toHaveLength(1);
      expect(helpers()).not.toEqual(before);
    });
  });

  test("hangs is ended when its time is up, and does not keep a question waiting meanwhile", async () => {
    armFault(bench.benchPath, { fault: "hang", op: "createOwner", atPercent: 0, times: 1 });
    const input = run.input(owner, { timeoutSeconds: 3 });
    await agent.client.commands.start.mutate(input);
    expect(await agent.client.sites.facts.query({ site })).toMatchObject({ exists: true });
    expect(await agent.client.commands.get.query({ key: input.key })).toMatchObject({ state: "running" });
    expect(await agent.run(input)).toMatchObject({ state: "failed", failure: { code: "TIMED_OUT", retryable: true } });
    expect(await agent.run(run.input(owner))).toMatchObject({ state: "succeeded" });
  });

  test("works on a request that is cancelled is ended at once", async () => {
    armFault(bench.benchPath, { fault: "hang", op: "createOwner", atPercent: 0, times: 1 });
    const input = run.input(owner);
    await agent.client.commands.start.mutate(input);
    await agent.client.commands.cancel.mutate({ key: input.key, fence: input.fence });
    expect(await agent.run(input)).toMatchObject({ state: "failed", failure: { code: "CANCELLED" } });
  });

  test("worked when the agent was killed leaves its command lost, to be tried again", async () => {
    armFault(bench.benchPath, { fault: "hang", op: "createOwner", atPercent: 0, times: 1 });
    const input = run.input(owner);
    await agent.client.commands.start.mutate(input);
    await eventually(() => expect(armedFaults(bench.benchPath)).toEqual([]));
    await agent.end("SIGKILL");
    agent = await startAgent(bench.benchPath, { AGENT_SECRET: agent.secret });
    expect(await agent.run(input)).toMatchObject({ state: "failed", failure: { code: "LOST", retryable: true } });
    expect(await agent.run(run.input(owner))).toMatchObject({ state: "succeeded" });
  });
});
