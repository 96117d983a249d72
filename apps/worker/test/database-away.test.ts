import { createServer, type AddressInfo } from "node:net";
import { createPrisma } from "@nexus/db/client";
import { expect, test } from "vitest";
import { isDatabaseAway } from "../src/database/away.ts";

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
  for (const error of errors) expect([error, isDatabaseAway(error)]).toEqual([error, true]);
  await prisma.$disconnect();
  server.close();
});
