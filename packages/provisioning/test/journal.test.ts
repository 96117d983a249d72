import type { PrismaClient, Run } from "@nexus/db/client";
import { createTestDatabase, type TestDatabase } from "@nexus/testing/database";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findAuditGaps } from "../src/audit/find-gaps.ts";
import { definitionOf } from "../src/definition.ts";
import { FencedError } from "../src/engine.ts";
import type { Journal } from "../src/journal.ts";
import type { Step, Work } from "../src/step.ts";
import { broken, down } from "./bench-model.ts";
import { accept, factsOf, journalOf } from "./simulation.ts";
import { snapshot } from "./snapshot.ts";

let database: TestDatabase;
let prisma: PrismaClient;
beforeAll(async () => {
  database = await createTestDatabase();
  prisma = database.prisma;
});
afterAll(() => database.drop());

const definition = definitionOf("provision", { apps: ["alpha"] });

function stepNamed(name: string): Step {
  const step = definition.steps.find((candidate) => candidate.name === name);
  if (step === undefined) throw new Error(`There is no step ${name}.`);
  return step;
}

function transactionOf(step: Step, of: "run" | "undo"): Work & { kind: "transaction" } {
  const work = step[of];
  if (work.kind !== "transaction") throw new Error(`${step.name} has no transaction.`);
  return work;
}

const reserve = stepNamed("reserve_name");
const create = stepNamed("create_site");
const activate = stepNamed("activate");
type Call = [name: string, call: (journal: Journal) => Promise<unknown>];

/** A whole run that fails once, retries, fails, and is undone with one retry of the undo. */
const FAILING: Call[] = [
  ["begin", (journal) => journal.begin(definition)],
  ["performInTransaction", (journal) => journal.performInTransaction(reserve, transactionOf(reserve, "run"))],
  ["startStep", (journal) => journal.startStep(create, 1)],
  ["retryStep", (journal) => journal.retryStep(create, 1, down)],
  ["startStep of the second try", (journal) => journal.startStep(create, 2)],
  ["failStep", (journal) => journal.failStep(create, 2, broken)],
  ["beginUndo", (journal) => journal.beginUndo({ step: create, failure: broken })],
  ["startUndo", (journal) => journal.startUndo(1, create, 1)],
  ["retryUndo", (journal) => journal.retryUndo(1, create, 1, down)],
  ["startUndo of the second try", (journal) => journal.startUndo(1, create, 2)],
  ["finishUndo", (journal) => journal.finishUndo(1, create, ["create_owner"], null)],
  ["finishUndo with its transaction", async (journal) => {
    await journal.startUndo(1, reserve, 1);
    await journal.finishUndo(1, reserve, [], transactionOf(reserve, "undo"));
  }],
  ["rolledBack", (journal) => journal.rolledBack(definition)],
];

const SUCCEEDING: Call[] = [
  ["begin", (journal) => journal.begin(definition)],
  ["startStep", (journal) => journal.startStep(create, 1)],
  ["succeedStep", (journal) => journal.succeedStep(create, 1)],
  ["performInTransaction that activates", (journal) => journal.performInTransaction(activate, transactionOf(activate, "run"))],
  ["succeed", (journal) => journal.succeed()],
];

const UNDO_FAILING: Call[] = [...FAILING.slice(0, 8), ["failUndo", (journal) => journal.failUndo(definition, 1, create, broken)]];

const HANDED_OVER: Call[] = [...FAILING.slice(0, 6), ["handOver", (journal) => journal.handOver(definition, { step: create, failure: broken })]];

describe.each([["that fails", FAILING], ["that succeeds", SUCCEEDING], ["whose undo fails", UNDO_FAILING], ["that is handed over", HANDED_OVER]] as const)("the journal of a run %s", (_kind, calls) => {
  test("says the same when every method is called twice", async () => {
    const run = await accept(prisma);
    const journal = journalOf(prisma, await factsOf(prisma, run.id));
    for (const [name, call] of calls) {
      const first = await call(journal);
      const after = await snapshot(prisma, run.id);
      expect(await call(journal), `answer of the second ${name}`).toEqual(first);
      expect(await snapshot(prisma, run.id), `rows after the second ${name}`).toEqual(after);
    }
    expect(await findAuditGaps(prisma, run.tenantId)).toEqual([]);
  });
});

describe("a worker that was overtaken", () => {
  let run: Run;
  let stale: Journal;
  beforeEach(async () => {
    run = await accept(prisma);
    stale = journalOf(prisma, await factsOf(prisma, run.id));
  });

  test.each([["epoch", { epoch: { increment: 1 } }], ["attempt", { attempt: { increment: 1 } }]] as const)(
    "has no effect by any method once the run has a higher %s", async (_what, raised) => {
      await stale.begin(definition);
      await prisma.run.update({ where: { id: run.id }, data: raised });
      const before = await snapshot(prisma, run.id);
      const { version } = await prisma.run.findUniqueOrThrow({ where: { id: run.id } });
      for (const [name, call] of [...FAILING, ...SUCCEEDING, ...UNDO_FAILING, ...HANDED_OVER]) {
        await expect(call(stale), name).rejects.toThrow(FencedError);
      }
      expect(await snapshot(prisma, run.id)).toEqual(before);
      expect(await prisma.run.findUniqueOrThrow({ where: { id: run.id } })).toMatchObject({ version });
    },
  );

  test("does not slip in between another's check and write: writes of one run come one after the other", async () => {
    await stale.begin(definition);
    const newer = journalOf(prisma, await factsOf(prisma, run.id));
    const both = await Promise.allSettled([stale.startStep(create, 1), newer.startStep(create, 1), stale.startStep(create, 1)]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
    expect((await snapshot(prisma, run.id)).events.filter((event) => event.startsWith("step.started"))).toHaveLength(1);
  });
});

test("the audit log has the class of the error beneath a failure, of a step's and of the run's", async () => {
  const run = await accept(prisma);
  const failure = { ...broken, exception: "frappe.exceptions.ValidationError" };
  const journal = journalOf(prisma, await factsOf(prisma, run.id));
  await journal.begin(definition);
  await journal.startStep(create, 1);
  await journal.failStep(create, 1, failure);
  await journal.beginUndo({ step: create, failure });
  const events = await prisma.auditEvent.findMany({ where: { runId: run.id, action: { in: ["step.failed", "run.undo_started"] } }, orderBy: { id: "asc" } });
  expect(events.map(({ after }) => after)).toEqual([{ state: "failed", tries: 1, exception: failure.exception }, { state: "undoing", exception: failure.exception }]);
});

test("a change and its audit event are there together or not at all", async () => {
  const run = await accept(prisma);
  const journal = journalOf(prisma, await factsOf(prisma, run.id));
  await journal.begin(definition);
  const before = await snapshot(prisma, run.id);
  const failing: Work & { kind: "transaction" } = { kind: "transaction", act: async (books) => {
    await books.tenantBecame("activated");
    throw new Error("broken in the middle");
  } };
  await expect(journal.performInTransaction(activate, failing)).rejects.toThrow("broken in the middle");
  expect(await snapshot(prisma, run.id)).toEqual(before);
});

test("the gap finder finds a state without its event", async () => {
  const run = await accept(prisma);
  const journal = journalOf(prisma, await factsOf(prisma, run.id));
  await journal.begin(definition);
  await prisma.runStep.updateMany({ where: { runId: run.id, name: "create_site" }, data: { state: "succeeded" } });
  await prisma.tenant.update({ where: { id: run.tenantId }, data: { state: "active" } });
  const gaps = await findAuditGaps(prisma, run.tenantId);
  expect(gaps).toEqual([expect.stringContaining("is active, but its events end with reserved"), expect.stringContaining("step create_site of attempt 1: is succeeded")]);
});
