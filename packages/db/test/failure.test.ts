import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createPrisma } from "../src/client.ts";
import { isConflict, isDatabaseAway } from "../src/failure.ts";

// A worker once died at its start, and would have undone builds, because the driver says “timeout expired” and nothing else.
test("a server that takes a connection and says nothing, as on a machine that is too busy, counts as away", async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const prisma = createPrisma(`postgresql://nobody@127.0.0.1:${port}/nexus`);
  const thrown = (work: Promise<unknown>): Promise<unknown> => work.then(() => null, (error: unknown) => error);
  const errors = await Promise.all([
    thrown(prisma.$executeRaw`select 1`), thrown(prisma.run.count()), thrown(prisma.$transaction((tx) => tx.run.count())), thrown(prisma.$transaction([prisma.run.count()])),
  ]);
  for (const error of errors) expect([error, isDatabaseAway(error), isConflict(error)]).toEqual([error, true, false]);
  await prisma.$disconnect();
  server.close();
});

test.each([
  [{ code: "P2034" }, "conflict"], [{ meta: { driverAdapterError: { cause: { kind: "TransactionWriteConflict" } } } }, "conflict"], [{ code: "40P01" }, "conflict"],
  [{ meta: { driverAdapterError: { cause: { originalCode: "57P01" } } } }, "away"], [new Error("a query failed", { cause: { code: "ECONNRESET" } }), "away"],
  [{ code: "P2002", message: "Unique constraint failed" }, "neither"], [new Error("terminated"), "neither"], [null, "neither"],
] as const)("what is away, what was undone for another's sake, and what is a refusal are told apart: %o is %s", (error, what) => {
  expect(isDatabaseAway(error) ? "away" : isConflict(error) ? "conflict" : "neither").toBe(what);
});
