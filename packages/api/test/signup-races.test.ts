import type { Prisma } from "@nexus/db/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transact } from "../src/transaction.ts";
import { type World, createWorld, failure, form } from "./world.ts";

let world: World;
// Enough connections that many really are in the database at once, and nobody waits long for one.
beforeAll(async () => { world = await createWorld({}, 25); });
afterAll(() => world.end());

/** What 100 visitors get who want one name at the same moment. */
async function rush(subdomain: string): Promise<string[]> {
  // A short password: estimating a hundred long ones would be all that these tests do.
  const wanted = (n: number) => ({ ...form(subdomain, `rush-${subdomain}-${n}@example.com`), password: "kX9#vQ2!" });
  const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => answerTo(wanted(n))));
  return answers.sort();
}

/** On a machine that is too busy some are told to come again in a minute; here they do so at once. */
async function answerTo(wanted: ReturnType<typeof form>): Promise<string> {
  for (;;) {
    const call = world.browser().api.signup.start(wanted);
    const answer = await call.then(() => "held", async () => (await failure(call)).code);
    if (answer !== "SERVICE_UNAVAILABLE") return answer;
  }
}

const ONE_OF_100 = [...Array<string>(99).fill("SUBDOMAIN_TAKEN"), "held"];

test("of 100 who want one name at once exactly one holds it, and 99 hear that it is taken", async () => {
  expect(await rush("everybodys")).toEqual(ONE_OF_100);
  expect(await world.prisma.nameHold.count({ where: { subdomain: "everybodys" } })).toBe(1);
  expect(await world.prisma.signup.count({ where: { subdomain: "everybodys" } })).toBe(1);
  expect(await world.prisma.outboxMail.count({ where: { to: { startsWith: "rush-everybodys" } } })).toBe(1);
});

test("of 100 who want a name whose hold has just run out exactly one gets it", async () => {
  const { signupId } = await world.browser().api.signup.start(form("run-out"));
  world.clock.advance(world.services.config.durations.hold);
  expect(await rush("run-out")).toEqual(ONE_OF_100);
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
