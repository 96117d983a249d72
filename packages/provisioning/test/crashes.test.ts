import type { PrismaClient } from "@nexus/db/client";
import { createTestDatabase, type TestDatabase } from "@nexus/testing/database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findAuditGaps } from "../src/audit/find-gaps.ts";
import { requestAbort } from "../src/runs/request-abort.ts";
import { ReplayDiverged, memoryEngine } from "../src/engine-memory.ts";
import { type BenchModel, benchModel, broken, down, type ModelFault } from "./bench-model.ts";
import { OWNER, accept, simulate } from "./simulation.ts";
import { snapshot } from "./snapshot.ts";

let database: TestDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await createTestDatabase();
  prisma = database.prisma;
});
afterAll(() => database.drop());

const STORIES: [string, () => ModelFault[]][] = [
  ["that succeeds after a second try", () => [{ command: "newSite", failure: down, times: 1, afterEffect: true }]],
  ["that is rolled back, with an undo that needs a second try", () => [
    { command: "seedSettings", failure: broken, times: 1, afterEffect: true }, { command: "dropSite", failure: down, times: 1 },
  ]],
];

describe.each(STORIES)("a run %s", (_story, faults) => {
  const DEATHS: [string, readonly ("before" | "after")[]][] = [
    ["before each call's work", ["before"]],
    ["after each call's work, before its answer is recorded", ["after"]],
    ["twice at each call, so that all is done three times", ["after", "after"]],
  ];
  test.each(DEATHS)("ends the same when a worker dies %s", async (_when, deaths) => {
    const calm = await accept(prisma);
    const calmBench = benchModel(faults());
    const record = await simulate(prisma, calmBench, calm.id);
    const run = await accept(prisma);
    const bench = benchModel(faults());
    const crashes = record.flatMap((_call, call) => deaths.map((when) => ({ call, when })));
    await simulate(prisma, bench, run.id, { crashes });
    expect(await snapshot(prisma, run.id)).toEqual(await snapshot(prisma, calm.id));
    expect(commands(bench)).toEqual(commands(calmBench));
    expect(await findAuditGaps(prisma, run.tenantId)).toEqual([]);
  });
});

test("an abort between the activation's commit and its checkpoint does not undo an open workspace", async () => {
  const calm = await accept(prisma);
  const call = (await simulate(prisma, benchModel(), calm.id)).findIndex(({ name }) => name === "activate:transaction");
  const run = await accept(prisma);
  const onCrash = () => prisma.$transaction((tx) => requestAbort(tx, OWNER, run.id));
  await simulate(prisma, benchModel(), run.id, { crashes: [{ call, when: "after" }], onCrash });
  expect(await snapshot(prisma, run.id)).toMatchObject({ tenant: "active", runs: [{ state: "succeeded" }, { kind: "register" }] });
});

test("a replay that takes another way than the record is refused instead of guessed", async () => {
  const engine = memoryEngine({ record: [{ name: "begin", answer: null }] });
  await expect(engine.step("create_site", async () => "done")).rejects.toThrow(ReplayDiverged);
});

function commands(bench: BenchModel): string[] {
  return bench.done.map((line) => line.split(" ")[0] ?? "");
}
