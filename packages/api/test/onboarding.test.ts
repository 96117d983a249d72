import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, type World, createWorld, form, verifiedMember, workspace } from "./world.ts";

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.end());

const stage = (session: Parameters<World["browser"]>[0]) => world.browser(session).api.onboarding.status();

describe("onboarding.status", () => {
  test("a proved signup waits to be started, then its run is watched", async () => {
    const wanted = form();
    const { browser, signupId, session } = await verifiedMember(world, wanted);
    expect(await stage(session)).toEqual({ stage: "ready_to_start", signupId, organization: wanted.organization, subdomain: wanted.subdomain });
    const { runId } = await browser.api.provisioning.start({ signupId });
    expect(await stage(session)).toEqual({ stage: "provisioning", runId });
  });

  test("a proved signup that nobody started in time leaves no workspace", async () => {
    const { session } = await verifiedMember(world);
    world.clock.advance(world.services.config.durations.verifiedHold);
    expect(await stage(session)).toEqual({ stage: "no_workspace" });
  });

  test.each([
    ["reserved", "queued", "provisioning"], ["reserved", "undoing", "provisioning"], ["reserved", "needs_attention", "failed"],
    ["released", "rolled_back", "failed"], ["active", "succeeded", "active"], ["deleted", "succeeded", "no_workspace"],
  ] as const)("a tenant %s whose run is %s: %s", async (tenant, run, expected) => {
    const { session } = await workspace(world, { tenant, run });
    expect((await stage(session)).stage).toBe(expected);
  });

  test("a workspace that works comes before one that failed, and one that is being built before both", async () => {
    const active = await workspace(world);
    await workspace(world, { owner: active.owner, tenant: "released", run: "rolled_back" });
    expect(await stage(active.session)).toEqual({ stage: "active", tenantId: active.tenant.id });
    const { run } = await workspace(world, { owner: active.owner, tenant: "reserved", run: "running" });
    expect(await stage(active.session)).toEqual({ stage: "provisioning", runId: run.id });
  });

  test("an admin has none", async () => {
    expect(await stage(ADMIN)).toEqual({ stage: "no_workspace" });
  });
});
