import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, type Session, type World, createWorld, failure, form, verifiedMember, workspace } from "./world.ts";

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.end());

const deleted = () => workspace(world, { tenant: "deleted" });
const endOfRest = () => world.services.config.durations.nameRest + 1;
/** Makes a name rest as if its workspace had been deleted some milliseconds ago. */
const deletedAgo = (tenantId: string, ago: number) => world.prisma.tenant.update({ where: { id: tenantId }, data: { deletedAt: new Date(world.clock.now().getTime() - ago) } });

describe("a deleted workspace's name", () => {
  test("may be had by its former owner at once, who signs up for it, proves the address and starts the build", async () => {
    const { tenant, session } = await deleted();
    const browser = world.browser(session);
    expect(await browser.api.availability.check({ subdomain: tenant.subdomain })).toMatchObject({ available: true });
    const { signupId } = await browser.api.signup.start(form(tenant.subdomain, session.email));
    await browser.api.signup.verify({ signupId, code: await world.mailedCode(session.email) });
    const { tenantId } = await browser.api.provisioning.start({ signupId });
    expect(await world.prisma.tenant.findUniqueOrThrow({ where: { id: tenantId } })).toMatchObject({ subdomain: tenant.subdomain, ownerId: session.userId, state: "reserved" });
  });

  test("rests for everybody else, and a typed address of the former owner gets no other answer than any", async () => {
    const { tenant, session } = await deleted();
    const stranger = (await workspace(world)).session;
    const start = (who: Session | null, email: string) => failure(world.browser(who).api.signup.start(form(tenant.subdomain, email)));
    const answer = await start(null, "anybody@example.com");
    expect(answer).toMatchObject({ code: "SUBDOMAIN_TAKEN", httpStatus: 409 });
    expect(await start(null, session.email)).toEqual(answer);
    expect(await start(stranger, session.email)).toEqual(answer);
    expect(await start(stranger, stranger.email)).toEqual(answer);
    // Signed in, but for somebody else's address: the name would become that one's.
    expect(await start(session, "friend@example.com")).toEqual(answer);
    expect(await world.prisma.signup.count({ where: { subdomain: tenant.subdomain } })).toBe(0);
  });

  test("gets the same answer as one that is in use", async () => {
    const [rests, used] = [await deleted(), await workspace(world)];
    const ask = (subdomain: string) => world.browser().api.availability.check({ subdomain });
    const strip = ({ available, reason, suggestions }: Awaited<ReturnType<typeof ask>>) => ({ available, reason, offers: suggestions.length });
    expect(strip(await ask(rests.tenant.subdomain))).toEqual(strip(await ask(used.tenant.subdomain)));
  });

  test("may be had by anybody when the rest is over", async () => {
    const { tenant } = await deleted();
    await deletedAgo(tenant.id, endOfRest());
    const { browser, signupId } = await verifiedMember(world, form(tenant.subdomain, "next-owner@example.com"));
    expect(await browser.api.provisioning.start({ signupId })).toHaveProperty("runId");
  });

  test("rests for a former owner, too, when somebody else had it after them", async () => {
    const first = await deleted();
    await deletedAgo(first.tenant.id, endOfRest());
    await workspace(world, { tenant: "deleted", subdomain: first.tenant.subdomain });
    expect(await world.browser(first.session).api.availability.check({ subdomain: first.tenant.subdomain })).toMatchObject({ available: false });
  });

  test("rests for as long as is configured", async () => {
    const { tenant } = await deleted();
    const { config } = world.services;
    const hasty = { ...world.browser().context(), config: { ...config, durations: { ...config.durations, nameRest: 1_000 } } };
    const { createCaller } = await import("../src/router.ts");
    await deletedAgo(tenant.id, 1_001);
    expect(await createCaller(hasty).availability.check({ subdomain: tenant.subdomain })).toMatchObject({ available: true });
    expect(await world.browser().api.availability.check({ subdomain: tenant.subdomain })).toMatchObject({ available: false });
  });
});

describe("a name that came to rest meanwhile", () => {
  test("is not built on by a signup that holds it", async () => {
    const wanted = form();
    const { browser, signupId } = await verifiedMember(world, wanted);
    await workspace(world, { tenant: "deleted", subdomain: wanted.subdomain });
    expect(await failure(browser.api.provisioning.start({ signupId }))).toMatchObject({ code: "SUBDOMAIN_TAKEN", field: "subdomain" });
    expect(await world.prisma.tenant.count({ where: { subdomain: wanted.subdomain, state: "reserved" } })).toBe(0);
  });

  test.each(["owner", "admin"] as const)("is not built on by a retry of the %s, and the run stays as it was", async (who) => {
    const { run, session, tenant } = await workspace(world, { tenant: "released", run: "rolled_back" });
    await workspace(world, { tenant: "deleted", subdomain: tenant.subdomain });
    expect(await failure(world.browser(who === "owner" ? session : ADMIN).api.provisioning.retry({ runId: run.id }))).toMatchObject({ code: "SUBDOMAIN_TAKEN" });
    expect(await world.prisma.run.findUniqueOrThrow({ where: { id: run.id } })).toMatchObject({ state: "rolled_back", attempt: 1 });
  });

  test("is built on by a retry of the one for whom it does not rest", async () => {
    const { run, session, tenant, owner } = await workspace(world, { tenant: "released", run: "rolled_back" });
    await workspace(world, { tenant: "deleted", subdomain: tenant.subdomain, owner });
    expect(await world.browser(session).api.provisioning.retry({ runId: run.id })).toMatchObject({ attempt: 2 });
  });
});
