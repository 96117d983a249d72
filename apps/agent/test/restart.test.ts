import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { armFault, clearFaults } from "@nexus/sandbox-bench/faults";
import { eventually } from "@nexus/testing/eventually";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { entryId } from "../src/ledger/entry.ts";
import { markedProcesses } from "../src/process/end-tree.ts";
import { newRun, newSiteOf, type RunningAgent, startAgent, temporaryBench, untilPercent } from "./running-agent.ts";

const bench = temporaryBench(1);
let agent: RunningAgent;
beforeAll(async () => void (agent = await startAgent(bench.benchPath)));
afterEach(() => clearFaults(bench.benchPath));
afterAll(async () => {
  await agent.end("SIGTERM");
  bench.remove();
});

async function killAndStartAgain(): Promise<void> {
  await agent.end("SIGKILL");
  agent = await startAgent(bench.benchPath, { AGENT_SECRET: agent.secret });
}

describe("an agent that is killed in the middle of a command", () => {
  test("leaves it running, and the next agent follows it to its end", async () => {
    const run = newRun();
    const input = run.input(newSiteOf(run));
    await agent.client.commands.start.mutate(input);
    await untilPercent(agent, input.key, 10);
    const processes = markedProcesses(entryId(input.key));
    for (const pid of processes) process.kill(pid, "SIGSTOP");
    await killAndStartAgain();
    await untilPercent(agent, input.key, 10);
    expect(await agent.client.commands.get.query({ key: input.key })).toMatchObject({ state: "running" });
    expect(markedProcesses(entryId(input.key))).toEqual(processes);
    for (const pid of processes) process.kill(pid, "SIGCONT");
    expect(await agent.run(input)).toMatchObject({ state: "succeeded", exitCode: 0, result: { dbName: run.dbName } });
  });

  test("finds the result of one that ended while no agent was there", async () => {
    const run = newRun();
    const input = run.input(newSiteOf(run));
    await agent.client.commands.start.mutate(input);
    await untilPercent(agent, input.key, 10);
    await agent.end("SIGKILL");
    await eventually(() => expect(readdirSync(path.join(agent.stateDir, "ledger", entryId(input.key)))).toContain("outcome.json"), { timeoutMs: 10_000 });
    agent = await startAgent(bench.benchPath, { AGENT_SECRET: agent.secret });
    expect(await agent.client.commands.start.mutate(input)).toMatchObject({ state: "succeeded" });
  });

  test("loses nothing for a caller who waits through the restart", async () => {
    const port = new URL(agent.url).port;
    const run = newRun();
    const input = run.input(newSiteOf(run));
    await agent.end("SIGTERM");
    agent = await startAgent(bench.benchPath, { AGENT_SECRET: agent.secret, AGENT_PORT: port });
    let unanswered = 0;
    const waiting = agent.run(input, { onUnreachable: () => void (unanswered += 1) });
    await untilPercent(agent, input.key, 10);
    await agent.end("SIGKILL");
    await eventually(() => expect(unanswered).toBeGreaterThan(0));
    agent = await startAgent(bench.benchPath, { AGENT_SECRET: agent.secret, AGENT_PORT: port });
    expect(await waiting).toMatchObject({ state: "succeeded" });
  });

  test("fails a command that only waited, since its secrets are gone, so that it may be tried again", async () => {
    armFault(bench.benchPath, { fault: "hang", command: "migrate", atPercent: 0 });
    const run = newRun();
    const first = run.input({ type: "migrate", site: run.site });
    const second = run.input({ type: "setAdminPassword", site: run.site, password: "canary-waiting" });
    await agent.client.commands.start.mutate(first);
    expect(await agent.client.commands.start.mutate(second)).toMatchObject({ state: "queued" });
    await killAndStartAgain();
    expect(await agent.client.commands.get.query({ key: second.key })).toMatchObject({ state: "failed", failure: { code: "LOST", retryable: true } });
    await agent.client.commands.cancel.mutate({ key: first.key, fence: first.fence });
    expect(await agent.run(first)).toMatchObject({ failure: { code: "CANCELLED" } });
  });
});

describe("a runner that is killed", () => {
  test("fails its command as lost and takes the bench's processes with it, also when the agent was killed as well", async () => {
    for (const agentDies of [false, true]) {
      armFault(bench.benchPath, { fault: "hang", command: "new-site", atPercent: 30, times: 1 });
      const run = newRun();
      const input = run.input(newSiteOf(run));
      await agent.client.commands.start.mutate(input);
      await untilPercent(agent, input.key, 29);
      const { process: runner } = readEntry(input.key);
      if (agentDies) await agent.end("SIGKILL");
      // Before the kill: an agent that lives may have ended them a moment later.
      expect(markedProcesses(entryId(input.key)).length).toBeGreaterThan(0);
      process.kill(runner.pid, "SIGKILL");
      if (agentDies) agent = await startAgent(bench.benchPath, { AGENT_SECRET: agent.secret });
      expect(await agent.run(input)).toMatchObject({ state: "failed", failure: { code: "LOST", retryable: true } });
      expect(markedProcesses(entryId(input.key))).toEqual([]);
    }
  });
});

describe("a second agent on the same state", () => {
  test("does not start, and says who has it", async () => {
    await expect(startAgent(bench.benchPath, { AGENT_SECRET: agent.secret })).rejects.toThrow(`process ${agent.process.pid}`);
  });
});

function readEntry(key: string): { process: { pid: number } } {
  return JSON.parse(readFileSync(path.join(agent.stateDir, "ledger", entryId(key), "entry.json"), "utf8"));
}
