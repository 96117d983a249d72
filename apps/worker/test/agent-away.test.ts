import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findAuditGaps } from "@nexus/provisioning/audit/find-gaps";
import { eventually } from "@nexus/testing/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptWorkspace, settled } from "./world/runs.ts";
import { createWorld, type World } from "./world/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld({ speed: 3 });
  await world.startWorker();
});
afterAll(() => world.end());

/** Resolves when the visitor is shown such a line for the step that creates the site. */
const saysProgress = (runId: string, line: RegExp) => eventually(async () => {
  const { progress } = await world.prisma.runStep.findFirstOrThrow({ where: { runId, name: "create_site", state: "running" } });
  expect(progress).toMatchObject({ line: expect.stringMatching(line) });
}, { timeoutMs: 60_000 });

test("a kill -9 of the agent in mid-command loses nothing: the command goes on, and its result is found", async () => {
  const run = await acceptWorkspace(world, { subdomain: "cut-off" });
  await saysProgress(run.id, /Updating DocTypes/);
  await world.agent().kill();
  await saysProgress(run.id, /^Waiting for the bench…$/);
  await world.startAgent();
  expect(await settled(world, run.id)).toMatchObject({ state: "succeeded" });
  expect(await world.prisma.runStep.findMany({ where: { runId: run.id, tries: { gt: 1 } } })).toEqual([]);
  expect(await findAuditGaps(world.prisma, run.tenantId)).toEqual([]);
  expect(ledger().filter((entry) => entry.includes('"newSite"') && entry.includes("cut-off."))).toHaveLength(1);
});

test("while the agent is down the visitor sees that the bench is waited for, and the run goes on when it is back", async () => {
  await world.agent().kill();
  const run = await acceptWorkspace(world, { subdomain: "patience" });
  await saysProgress(run.id, /^Waiting for the bench…$/);
  await world.startAgent();
  expect(await settled(world, run.id)).toMatchObject({ state: "succeeded" });
  const { progress } = await world.prisma.runStep.findFirstOrThrow({ where: { runId: run.id, name: "create_site" } });
  expect(progress).toBeNull();
});

test("an agent with another secret fails the run with a sentence for the operator, after some tries", async () => {
  await world.agent().kill();
  await world.startAgent({ AGENT_SECRET: "another-7yNq2vX0pLr4tKd8wZs1mBf6" });
  const run = await acceptWorkspace(world, { subdomain: "stranger" });
  await eventually(async () => {
    const step = await world.prisma.runStep.findFirstOrThrow({ where: { runId: run.id, name: "create_site" } });
    expect(step).toMatchObject({ errorCode: "AGENT_WRONG_SECRET", errorMessage: expect.stringContaining("AGENT_SECRET") });
  }, { timeoutMs: 60_000 });
  await world.agent().kill();
  await world.startAgent();
  expect(await settled(world, run.id)).toMatchObject({ state: "succeeded" });
});

/** Every entry of the agent's ledger. */
function ledger(): string[] {
  return readdirSync(join(world.directory, "agent"), { recursive: true, withFileTypes: true })
    .filter((file) => file.name === "entry.json")
    .map((file) => readFileSync(join(file.parentPath, file.name), "utf8"));
}
