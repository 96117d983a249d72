import type { Prisma } from "@nexus/db/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { transact } from "../src/transaction.ts";
import { type World, createWorld, failure, form, workspace } from "./world.ts";

let world: World;
// Enough connections that many really are in the database at once, and nobody waits long for one.
beforeAll(async () => { world = await createWorld({}, 25); });
afterAll(() => world.end());

/** What visitors get who want one name at the same moment, each from a network of their own. */
async function rush(subdomain: string, visitors: number): Promise<string[]> {
  // A plain password: estimating a thousand others would be all that these tests do.
  const wanted = (n: number) => ({ ...form(subdomain, `rush-${subdomain}-${n}@example.com`), password: "qzvwxkjh" });
  const answers = await Promise.all(Array.from({ length: visitors }, (_, n) => {
    const browser = world.browser();
    browser.ip = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
    const call = browser.api.signup.start(wanted(n));
    return call.then(() => "held", async () => (await failure(call)).code);
  }));
  return answers.sort();
}

const oneOf = (visitors: number) => [...Array<string>(visitors - 1).fill("SUBDOMAIN_TAKEN"), "held"];

test("of 1,000 who want one name at once exactly one holds it, and 999 hear that it is taken", async () => {
  expect(await rush("everybodys", 1_000)).toEqual(oneOf(1_000));
  expect(await world.prisma.nameHold.count({ where: { subdomain: "everybodys" } })).toBe(1);
  expect(await world.prisma.signup.count({ where: { subdomain: "everybodys" } })).toBe(1);
  expect(await world.prisma.outboxMail.count({ where: { to: { startsWith: "rush-everybodys" } } })).toBe(1);
  expect(world.logged).toEqual([]);
});

test("of 100 who want a name whose hold has just run out exactly one gets it", async () => {
  const { signupId } = await world.browser().api.signup.start(form("run-out"));
  world.clock.advance(world.services.config.durations.hold);
  expect(await rush("run-out", 100)).toEqual(oneOf(100));
  expect(await world.prisma.signup.findUniqueOrThrow({ where: { id: signupId } })).toMatchObject({ state: "expired" });
  expect(await world.prisma.signup.count({ where: { subdomain: "run-out", state: "pending" } })).toBe(1);
});

test("a name that its former owner builds again at the moment at which somebody else signs up for it goes to one of the two", async () => {
  for (let round = 0; round < 10; round += 1) {
    const { run, session, tenant } = await workspace(world, { tenant: "released", run: "rolled_back" });
    const calls = [world.browser(session).api.provisioning.retry({ runId: run.id }), world.browser().api.signup.start(form(tenant.subdomain, `other-${round}@example.com`))];
    const answers = await Promise.all(calls.map((call) => call.then(() => "got it", async () => (await failure(call)).code)));
    expect(answers.sort()).toEqual(["SUBDOMAIN_TAKEN", "got it"]);
  }
});

/** Waits until somebody waits in the database for a row that `change` has changed; then `change` is committed. */
async function whileWaiting<T>(change: (tx: Prisma.TransactionClient) => Promise<unknown>, begin: () => Promise<T>): Promise<PromiseSettledResult<T>> {
  let begun: Promise<T> | undefined;
  await world.prisma.$transaction(async (tx) => {
    await change(tx);
    begun = begin();
    begun.catch(() => undefined);
    await expect.poll(async () => {
      const [row] = await world.prisma.$queryRaw<{ waiting: number }[]>`select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return row?.waiting;
    }).toBe(1);
  }, { timeout: 20_000 });
  const [settled] = await Promise.allSettled([begun as Promise<T>]);
  return settled;
}

test("a signup whose address is proved at the moment at which its time runs out keeps its name", async () => {
  const { signupId } = await world.browser().api.signup.start(form("last-moment"));
  world.clock.advance(world.services.config.durations.hold);
  const expiresAt = new Date(world.clock.now().getTime() + 60_000);
  const prove = async (tx: Prisma.TransactionClient) => {
    await tx.signup.update({ where: { id: signupId }, data: { state: "verified", verifiedAt: world.clock.now(), expiresAt } });
    await tx.nameHold.updateMany({ where: { signupId }, data: { expiresAt } });
  };
  const other = await whileWaiting(prove, () => failure(world.browser().api.signup.start(form("last-moment", "late@example.com"))));
  expect(other).toMatchObject({ value: { code: "SUBDOMAIN_TAKEN" } });
  expect(await world.prisma.signup.findUniqueOrThrow({ where: { id: signupId } })).toMatchObject({ state: "verified" });
  expect(await world.prisma.nameHold.count({ where: { signupId } })).toBe(1);
});

test("a right code that is overtaken by the signup's end is told so, and not sent to sign in with an account that nobody made", async () => {
  const wanted = form("overtaken");
  const { api } = world.browser();
  const { signupId } = await api.signup.start(wanted);
  const code = await world.mailedCode(wanted.email);
  const end = (tx: Prisma.TransactionClient) => tx.signup.update({ where: { id: signupId }, data: { state: "expired" } });
  expect(await whileWaiting(end, () => failure(api.signup.verify({ signupId, code })))).toMatchObject({ value: { code: "SIGNUP_EXPIRED" } });
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
