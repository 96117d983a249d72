import { agentError } from "@nexus/agent-contract/agent-error";
import { AgentMisunderstood } from "@nexus/agent-contract/errors";
import { listInventory } from "@nexus/sandbox-bench/inventory";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dropSiteOf, newRun, newSiteOf, type RunningAgent, startAgent, temporaryBench } from "./running-agent.ts";

const bench = temporaryBench();
const OURS = newRun().dbName;
let agent: RunningAgent;
beforeAll(async () => void (agent = await startAgent(bench.benchPath)));
afterAll(async () => {
  await agent.end("SIGTERM");
  bench.remove();
});

describe("the same key", () => {
  test("starts a command once, however often and however concurrently it is asked for", async () => {
    const run = newRun();
    const input = run.input(newSiteOf(run));
    const views = await Promise.all([agent.run(input), agent.run(input), agent.run(input)]);
    const again = await agent.client.commands.start.mutate(input);
    expect(views.map(({ state, failure }) => failure ?? state)).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect(again).toEqual(views[0]);
    expect(again.result).toEqual({ dbName: run.dbName });
    expect(listInventory(bench.benchPath).databases).toContain(run.dbName);
  });

  test("is refused for another command, also where only a secret differs", async () => {
    const run = newRun();
    const input = run.input({ type: "setAdminPassword", site: run.site, password: "first-password" });
    await agent.run(input);
    const other = { ...input, command: { ...input.command, password: "other-password" } } as typeof input;
    await expect(refusalOf(agent.client.commands.start.mutate(other))).resolves.toBe("KEY_REUSED");
    const otherRun = { ...input, fence: { run: newRun().id, epoch: 1 } };
    await expect(refusalOf(agent.client.commands.start.mutate(otherRun))).resolves.toBe("KEY_REUSED");
  });

  test("finds a failed command's failure again instead of trying anew", async () => {
    const run = newRun();
    const input = run.input({ type: "migrate", site: run.site });
    const first = await agent.run(input);
    expect(first).toMatchObject({ state: "failed", failure: { code: "SITE_MISSING", retryable: false } });
    expect(await agent.run(input)).toEqual(first);
  });
});

describe("a fence", () => {
  test("lets no call of an older owner have an effect", async () => {
    const run = newRun();
    const newer = run.input({ type: "migrate", site: run.site }, { epoch: 7 });
    await agent.run(newer);
    const stale = run.input(newSiteOf(run), { epoch: 6 });
    await expect(refusalOf(agent.client.commands.start.mutate(stale))).resolves.toBe("STALE_EPOCH");
    await expect(refusalOf(agent.client.commands.cancel.mutate({ key: newer.key, fence: stale.fence }))).resolves.toBe("STALE_EPOCH");
    await expect(refusalOf(agent.client.commands.get.query({ key: stale.key }))).resolves.toBe("UNKNOWN_KEY");
    expect(listInventory(bench.benchPath).sites.map(({ site }) => site)).not.toContain(run.site);
  });

  test("refuses what was sent before the undo of the same attempt began, and does it not though it was accepted", async () => {
    const run = newRun();
    const undo = { ...run.input(dropSiteOf(run)), key: `${run.id}:1:create_site.drop:undo:1` };
    const ofEarlier = { ...undo, key: `${run.id}:1:create_site.drop.of-3:undo:1` };
    expect(await agent.run(ofEarlier)).toMatchObject({ state: "succeeded" });
    expect(await agent.run(run.input(newSiteOf(run)))).toMatchObject({ state: "succeeded" });
    expect(await agent.run(undo)).toMatchObject({ state: "succeeded" });
    const late = { ...run.input(newSiteOf(run)), key: `${run.id}:1:create_site.create:run:2` };
    await expect(refusalOf(agent.client.commands.start.mutate(late))).resolves.toBe("STALE_EPOCH");
    const retried = { ...late, key: `${run.id}:2:create_site.create:run:1`, fence: { run: run.id, epoch: 2 } };
    expect(await agent.run(retried)).toMatchObject({ state: "succeeded" });
    expect(await agent.run({ ...undo, key: `${run.id}:2:create_site.drop:undo:1`, fence: retried.fence })).toMatchObject({ state: "succeeded" });
  });

  test("holds after the agent was killed and started again", async () => {
    const run = newRun();
    await agent.run(run.input({ type: "migrate", site: run.site }, { epoch: 3 }));
    await agent.end("SIGKILL");
    agent = await startAgent(bench.benchPath, { AGENT_SECRET: agent.secret });
    await expect(refusalOf(agent.client.commands.start.mutate(run.input(newSiteOf(run), { epoch: 2 })))).resolves.toBe("STALE_EPOCH");
  });
});

describe("malformed input", () => {
  test.each([
    ["a site that would leave the folder of sites", { type: "migrate", site: "../evil.example" }, "command.site"],
    ["a site that looks like an option", { type: "migrate", site: "-rf.example" }, "command.site"],
    ["a new site with a reserved name", { type: "newSite", site: "all.sites.localhost", dbName: OURS, adminPassword: "x" }, "command.site"],
    ["a new site with a name in punycode", { type: "newSite", site: "xn--80ak6aa92e.sites.localhost", dbName: OURS, adminPassword: "x" }, "command.site"],
    ["a database without the product's mark", { type: "dropSite", site: "a.example", dbName: "mysql", backup: false }, "command.dbName"],
    ["an app that is no module name", { type: "installApp", site: "a.example", dbName: newRun().dbName, app: "x; rm -rf /" }, "command.app"],
    ["a field that the command does not have", { type: "migrate", site: "a.example", argv: ["--force"] }, "command"],
    ["a command that the contract does not have", { type: "execute", site: "a.example", method: "os.system" }, "command.type"],
  ])("is refused with the field's name: %s", async (_what, command, field) => {
    const input = { ...newRun().input({ type: "migrate", site: "a.example" }), command } as never;
    const error = await failureOf(agent.client.commands.start.mutate(input));
    expect(error).toBeInstanceOf(AgentMisunderstood);
    expect(Object.keys((error as AgentMisunderstood).fields)).toContain(field);
  });
});

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then((answer) => expect.unreachable(`answered ${JSON.stringify(answer)}`), agentError);
}

async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  const error = await failureOf(call);
  return (error as { refusal?: unknown }).refusal ?? error;
}
