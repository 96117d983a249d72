import { afterAll, beforeAll, expect, test } from "vitest";
import { findAuditGaps } from "@nexus/provisioning/audit/find-gaps";
import { askSite } from "../src/ports/ask-site.ts";
import { settled } from "./world/runs.ts";
import { createVisitor } from "./world/visitor.ts";
import { createWorld, SITES_DOMAIN, type World } from "./world/world.ts";

/** What the router writes is what worker, agent and bench make a site from; no fixture stands in for either side. */
let world: World;
beforeAll(async () => {
  world = await createWorld();
  await world.startWorker();
});
afterAll(() => world.end());

const PASSWORD = "canary-tulip-42-orbit";
const signsIn = (subdomain: string, pwd: string) =>
  askSite(world.sitesUrl, `${subdomain}.${SITES_DOMAIN}`, { method: "POST", path: "/api/method/login", form: new URLSearchParams({ usr: `ada@${subdomain}.example.com`, pwd }).toString() });

test("a visitor who signs up, types the mailed code and starts the build gets a site that lets them in, and a link to it", async () => {
  const visitor = await createVisitor(world);
  try {
    const signupId = await visitor.signUp("from-signup", PASSWORD);
    const { runId, tenantId } = await visitor.api.provisioning.start({ signupId });
    expect(await settled(world, runId)).toMatchObject({ state: "succeeded" });
    expect(await visitor.api.onboarding.status()).toEqual({ stage: "active", tenantId });
    const [first, second] = await Promise.all([signsIn("from-signup", PASSWORD), signsIn("from-signup", `${PASSWORD}!`)]);
    expect([first.status, second.status]).toEqual([200, 401]);
    const { url } = await visitor.api.tenants.open({ tenantId });
    const { pathname, search, host } = new URL(url);
    expect(host).toBe(`from-signup.${SITES_DOMAIN}:8080`);
    expect(await askSite(world.sitesUrl, `from-signup.${SITES_DOMAIN}`, { method: "GET", path: `${pathname}${search}` })).toMatchObject({ status: 302 });
    expect(await findAuditGaps(world.prisma, tenantId)).toEqual([]);
  } finally {
    await visitor.end();
  }
});

test("a build that fails leaves nothing behind, and its visitor's retry succeeds with what was typed at the signup", async () => {
  const visitor = await createVisitor(world);
  const before = world.inventory();
  try {
    world.arm({ fault: "app_fails", command: "install-app", site: `second-try.${SITES_DOMAIN}`, atPercent: 50 });
    const { runId } = await visitor.api.provisioning.start({ signupId: await visitor.signUp("second-try", PASSWORD) });
    expect(await settled(world, runId)).toMatchObject({ state: "rolled_back" });
    expect(world.inventory()).toEqual(before);
    expect(await visitor.api.onboarding.status()).toEqual({ stage: "failed", runId });
    expect(await visitor.api.provisioning.status({ runId })).toMatchObject({ state: "rolled_back", mayRetry: true });
    world.disarm();
    expect(await visitor.api.provisioning.retry({ runId })).toEqual({ runId, attempt: 2 });
    expect(await settled(world, runId)).toMatchObject({ state: "succeeded", attempt: 2 });
    expect(await signsIn("second-try", PASSWORD)).toMatchObject({ status: 200 });
  } finally {
    world.disarm();
    await visitor.end();
  }
});
