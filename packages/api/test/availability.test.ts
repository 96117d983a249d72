import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type World, createWorld, failure, form, workspace } from "./world.ts";

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.end());

const DAY = 86_400_000;

describe("availability.check", () => {
  test("a name that nobody has is available", async () => {
    expect(await world.browser().api.availability.check({ subdomain: "brand-new" }))
      .toEqual({ subdomain: "brand-new", available: true, reason: null, suggestions: [] });
  });

  test.each([
    ["ab", "Use at least 3 characters."],
    ["UPPER", "Use only lower-case letters, digits and hyphens."],
    ["admin", "This name is reserved. Please choose another."],
    ["nexus-core", "This name belongs to an app of this product. Please choose another."],
    ["pool-7", "Names that begin with “pool-” are reserved. Please choose another."],
  ])("says in words why %s cannot be used, and offers three names", async (subdomain, reason) => {
    const answer = await world.browser().api.availability.check({ subdomain });
    expect(answer).toMatchObject({ available: false, reason });
    expect(answer.suggestions).toHaveLength(3);
  });

  test.each(["reserved", "active", "suspended", "deletion_scheduled", "deleting"] as const)("a name whose tenant is %s is taken", async (state) => {
    const { tenant } = await workspace(world, { tenant: state });
    expect(await world.browser().api.availability.check({ subdomain: tenant.subdomain })).toMatchObject({ available: false });
  });

  test("a name whose creation was rolled back is free again", async () => {
    const { tenant } = await workspace(world, { tenant: "released", run: "rolled_back" });
    expect(await world.browser().api.availability.check({ subdomain: tenant.subdomain })).toMatchObject({ available: true });
  });

  test("a deleted name rests 180 days and is free after them", async () => {
    const { tenant } = await workspace(world, { tenant: "deleted" });
    const ask = () => world.browser().api.availability.check({ subdomain: tenant.subdomain });
    expect(await ask()).toMatchObject({ available: false });
    await world.prisma.tenant.update({ where: { id: tenant.id }, data: { deletedAt: new Date(world.clock.now().getTime() - 180 * DAY - 1) } });
    expect(await ask()).toMatchObject({ available: true });
  });

  test("suggestions are free: what is taken, held or at rest is left out", async () => {
    await workspace(world, { subdomain: "crowded" });
    await workspace(world, { subdomain: "crowded-hq" });
    await workspace(world, { subdomain: "crowded-app", tenant: "deleted" });
    await world.browser().api.signup.start(form("crowded-team"));
    const { suggestions } = await world.browser().api.availability.check({ subdomain: "crowded" });
    expect(suggestions).toEqual(["crowded-co", "crowded-group", "crowded-works"]);
  });

  test("a taken name gets the same answer for its owner, another owner and a visitor", async () => {
    const mine = await workspace(world);
    const other = await workspace(world);
    const ask = (session: Parameters<World["browser"]>[0]) => world.browser(session).api.availability.check({ subdomain: mine.tenant.subdomain });
    expect(await ask(mine.session)).toEqual(await ask(null));
    expect(await ask(other.session)).toEqual(await ask(null));
  });

  test("one's own hold does not count, and only the browser that has it can say so", async () => {
    const browser = world.browser();
    const { signupId } = await browser.api.signup.start(form("my-own-name"));
    const ask = { subdomain: "my-own-name", signupId };
    expect(await browser.api.availability.check(ask)).toMatchObject({ available: true });
    expect(await world.browser().api.availability.check(ask)).toMatchObject({ available: false });
  });

  test("a name that is only held reads otherwise than a taken one, whoever's it was", async () => {
    await world.browser().api.signup.start(form("held-right-now"));
    const { tenant } = await workspace(world);
    const reason = async (subdomain: string) => (await world.browser().api.availability.check({ subdomain })).reason;
    expect(await reason("held-right-now")).toBe("Somebody is signing up with this name right now. Try again in 30 minutes, or choose another.");
    expect(await reason(tenant.subdomain)).toBe("This name is taken. Please choose another, or sign in first if it was yours before.");
  });

  test("a hold ends with its time", async () => {
    await world.browser().api.signup.start(form("held-for-a-while"));
    const ask = () => world.browser().api.availability.check({ subdomain: "held-for-a-while" });
    expect(await ask()).toMatchObject({ available: false });
    world.clock.advance(world.services.config.durations.hold);
    expect(await ask()).toMatchObject({ available: true });
  });

  test("a flood from one address is refused with the seconds to wait", async () => {
    const strict = await createWorld({ rates: { ...world.services.config.rates, availabilityByIp: { points: 2, seconds: 60 } } });
    try {
      const { api } = strict.browser();
      await api.availability.check({ subdomain: "one" });
      await api.availability.suggest({ organization: "two" });
      const refusal = await failure(api.availability.check({ subdomain: "three" }));
      expect(refusal).toMatchObject({ code: "RATE_LIMITED", httpStatus: 429 });
      expect(refusal.details["retryAfterSeconds"]).toBeGreaterThan(50);
      const elsewhere = strict.browser();
      elsewhere.ip = "198.51.100.1";
      expect(await elsewhere.api.availability.check({ subdomain: "three" })).toMatchObject({ available: true });
    } finally {
      await strict.end();
    }
  });
});

describe("availability.suggest", () => {
  test("an organization's own name when it is free, else the next best", async () => {
    const { api } = world.browser();
    expect(await api.availability.suggest({ organization: "Müller & Söhne GmbH" })).toEqual({ subdomain: "muller-sohne-gmbh" });
    await workspace(world, { subdomain: "muller-sohne-gmbh" });
    expect(await api.availability.suggest({ organization: "Müller & Söhne GmbH" })).toEqual({ subdomain: "muller-sohne-gmbh-hq" });
  });

  test("a reserved word is not suggested", async () => {
    expect(await world.browser().api.availability.suggest({ organization: "Admin" })).toEqual({ subdomain: "admin-hq" });
  });
});
