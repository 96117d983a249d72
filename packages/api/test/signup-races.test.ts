import type { Prisma } from "@nexus/db/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transact } from "../src/transaction.ts";
import { type World, createWorld, failure, form } from "./world.ts";

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.end());

/** What 100 visitors get who want one name at the same moment. */
async function rush(subdomain: string): Promise<string[]> {
  return Promise.all(Array.from({ length: 100 }, async (_, n) => {
    // A short password: estimating a hundred long ones would be all that these tests do.
    const wanted = { ...form(subdomain, `rush-${subdomain}-${n}@example.com`), password: "kX9#vQ2!" };
    const call = world.browser().api.signup.start(wanted);
    return call.then(() => "held", async () => (await failure(call)).code);
  }));
}

test("of 100 who want one name at once exactly one holds it, and 99 hear that it is taken", async () => {
  const answers = await rush("everybodys");
  expect(answers.filter((answer) => answer === "held")).toHaveLength(1);
  expect(answers.filter((answer) => answer === "SUBDOMAIN_TAKEN")).toHaveLength(99);
  expect(await world.prisma.nameHold.count({ where: { subdomain: "everybodys" } })).toBe(1);
  expect(await world.prisma.signup.count({ where: { subdomain: "everybodys" } })).toBe(1);
  expect(await world.prisma.outboxMail.count({ where: { to: { startsWith: "rush-everybodys" } } })).toBe(1);
});

test("of 100 who want a name whose hold has just run out exactly one gets it", async () => {
  const { signupId } = await world.browser().api.signup.start(form("run-out"));
  world.clock.advance(world.services.config.durations.hold);
  const answers = await rush("run-out");
  expect(answers.filter((answer) => answer === "held")).toHaveLength(1);
  expect(answers.filter((answer) => answer === "SUBDOMAIN_TAKEN")).toHaveLength(99);
  expect(await world.prisma.signup.findUniqueOrThrow({ where: { id: signupId } })).toMatchObject({ state: "expired" });
  expect(await world.prisma.signup.count({ where: { subdomain: "run-out", state: "pending" } })).toBe(1);
});

test("two browsers that swap their names at once both get an answer, without waiting for each other", async () => {
  for (let round = 0; round < 5; round += 1) {
    const [one, two] = [world.browser(), world.browser()];
    const names = [`swap-one-${round}`, `swap-two-${round}`] as const;
    await one.api.signup.start(form(names[0]));
    await two.api.signup.start(form(names[1]));
    const swaps = [one.api.signup.start(form(names[1], "one@example.com")), two.api.signup.start(form(names[0], "two@example.com"))];
    const answers = await Promise.all(swaps.map((swap) => swap.then(() => "held", async () => (await failure(swap)).code)));
    expect(["held", "SUBDOMAIN_TAKEN"]).toEqual(expect.arrayContaining(answers));
    expect(await world.prisma.nameHold.count({ where: { subdomain: { in: [...names] } } })).toBeGreaterThan(0);
  }
});

test.each([
  ["updates", (tx: Prisma.TransactionClient, id: string) => tx.signup.updateMany({ where: { id }, data: { codesSent: { increment: 1 } } })],
  ["raw queries", (tx: Prisma.TransactionClient, id: string) => tx.$queryRaw`update signups set codes_sent = codes_sent + 1 where id = ${id}::uuid`],
])("a transaction of %s that PostgreSQL ended to resolve a deadlock is done again", async (_, touch) => {
  const one = await world.browser().api.signup.start(form());
  const two = await world.browser().api.signup.start(form());
  const both = Promise.withResolvers<void>();
  let begun = 0;
  const cross = (first: string, second: string) => transact(world.prisma, async (tx) => {
    await touch(tx, first);
    if ((begun += 1) === 2) both.resolve();
    await both.promise;
    await touch(tx, second);
  });
  await Promise.all([cross(one.signupId, two.signupId), cross(two.signupId, one.signupId)]);
  const rows = await world.prisma.signup.findMany({ where: { id: { in: [one.signupId, two.signupId] } } });
  expect(rows.map(({ codesSent }) => codesSent)).toEqual([3, 3]);
  expect(begun).toBe(3);
});
