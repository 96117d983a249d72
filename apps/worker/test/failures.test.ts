import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createAgentClient } from "@nexus/agent-contract/client";
import type { Inventory } from "@nexus/agent-contract/view";
import type { Run } from "@nexus/db/client";
import { findAuditGaps } from "@nexus/provisioning/audit/find-gaps";
import type { Fault } from "@nexus/sandbox-bench/faults";
import { eventually } from "@nexus/testing/eventually";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askSite } from "../src/ports/ask-site.ts";
import { lookTimes, reconcilerOf } from "./world/reconciling.ts";
import { acceptWorkspace, retry, settled } from "./world/runs.ts";
import { createWorld, MASTER_SITE, SITES_DOMAIN, type World } from "./world/world.ts";

interface Story {
  readonly subdomain: string;
  readonly fault: Omit<Fault, "site">;
  readonly failedStep: string;
  readonly errorCode: string;
}

/** Each step fails once for good, some in the middle of their effect, some after it. */
const STORIES: readonly Story[] = [
  { subdomain: "fail-site", fault: { fault: "disk_full", command: "new-site", atPercent: 60 }, failedStep: "create_site", errorCode: "DISK_FULL" },
  { subdomain: "fail-app", fault: { fault: "app_fails", command: "install-app" }, failedStep: "install_app.nexus_core", errorCode: "APP_INSTALL_FAILED" },
  { subdomain: "fail-owner", fault: { fault: "disk_full", op: "createOwner", atPercent: 100 }, failedStep: "create_owner", errorCode: "DISK_FULL" },
  { subdomain: "fail-keys", fault: { fault: "disk_full", op: "setApiKeys", atPercent: 0 }, failedStep: "issue_api_keys", errorCode: "DISK_FULL" },
  { subdomain: "fail-settings", fault: { fault: "disk_full", op: "seedSettings", atPercent: 100 }, failedStep: "seed_settings", errorCode: "DISK_FULL" },
  { subdomain: "fail-setup", fault: { fault: "disk_full", op: "completeSetup", atPercent: 0 }, failedStep: "complete_setup", errorCode: "DISK_FULL" },
  { subdomain: "fail-scheduler", fault: { fault: "disk_full", op: "setScheduler", atPercent: 0 }, failedStep: "enable_scheduler", errorCode: "DISK_FULL" },
  // Looked at again and again for a while, as a route may come late; so this one takes most of a minute.
  { subdomain: "fail-ready", fault: { fault: "http_401_login" }, failedStep: "verify_ready", errorCode: "OWNER_CANNOT_SIGN_IN" },
];

let world: World;
/** As the agent tells it, which is what there is to compare on a real bench. */
let before: Inventory;
let after: Inventory;
let runs: Map<string, Run>;

beforeAll(async () => {
  world = await createWorld();
  await world.startWorker();
  before = await inventory();
  for (const { subdomain, fault } of STORIES) world.arm({ ...fault, site: `${subdomain}.${SITES_DOMAIN}` });
  const accepted = await Promise.all(STORIES.map(({ subdomain }) => acceptWorkspace(world, { subdomain })));
  const ended = await Promise.all(accepted.map(({ id }) => settled(world, id, 280_000)));
  runs = new Map(STORIES.map(({ subdomain }, index) => [subdomain, ended[index]] as const).filter((pair): pair is [string, Run] => pair[1] !== undefined));
  after = await inventory();
}, 300_000);
afterAll(() => world.end());

const inventory = () => createAgentClient({ url: world.agentUrl, secret: world.agentSecret, requestId: "inventory" }).bench.inventory.query();

const runOf = (subdomain: string): Run => {
  const run = runs.get(subdomain);
  if (run === undefined) throw new Error(`No run for ${subdomain}.`);
  return run;
};

describe.each(STORIES)("when $failedStep fails", ({ subdomain, failedStep, errorCode }) => {
  test("the run is rolled back and says where and why", () => {
    expect(runOf(subdomain)).toMatchObject({ state: "rolled_back", failedStep, errorCode });
  });

  test("the name is free again, and every change has its audit event", async () => {
    const run = runOf(subdomain);
    expect(await world.prisma.tenant.findUniqueOrThrow({ where: { id: run.tenantId } })).toMatchObject({ state: "released" });
    expect(await findAuditGaps(world.prisma, run.tenantId)).toEqual([]);
    const steps = await world.prisma.runStep.findMany({ where: { runId: run.id } });
    expect(new Set(steps.map(({ state }) => state))).toEqual(new Set(["undone", "pending"]));
  });

  test("the owner is told, with the reference and a way to retry", async () => {
    const run = runOf(subdomain);
    const mail = await eventually(() => world.prisma.devInboxMail.findFirstOrThrow({ where: { to: `owner@${subdomain}.example.com` } }), { timeoutMs: 30_000 });
    expect(mail.text).toContain(run.reference);
    expect(mail.text).toContain(`http://nexus.localhost:3000/runs/${run.id}`);
  });

  test("of the secrets only the owner's password is kept for a retry, and not for ever", async () => {
    const secrets = await world.prisma.secret.findMany({ where: { tenantId: runOf(subdomain).tenantId } });
    expect(secrets.map(({ purpose }) => purpose)).toEqual(["owner_password"]);
    expect(secrets[0]?.expiresAt).toBeInstanceOf(Date);
  });
});

describe("after all these failures", () => {
  test("sites, archives, databases, users, grants and Redis' keys are what they were before", () => {
    expect(after).toEqual(before);
    expect(world.inventory()).toEqual(before);
  });

  test.each(STORIES)("no route leads to the site that was to be built: $subdomain", async ({ subdomain }) => {
    const visit = (site: string) => askSite(world.sitesUrl, site, { method: "GET", path: "/api/method/ping" });
    expect((await visit(`${subdomain}.${SITES_DOMAIN}`)).status).toBe(404);
    expect((await visit(MASTER_SITE)).status).toBe(200);
  });

  test("of the runs there are closed records only, in our books and in the agent's", async () => {
    const ids = [...runs.values()].map(({ id }) => id);
    expect(await world.prisma.run.findMany({ where: { id: { notIn: ids } } })).toEqual([]);
    expect(await world.prisma.tenant.count({ where: { state: { not: "released" } } })).toBe(0);
    expect(await world.prisma.nameHold.count()).toBe(0);
    const workflows = await world.prisma.$queryRaw<{ status: string }[]>`select status from dbos.workflow_status where name = 'executeRun'`;
    expect(new Set(workflows.map(({ status }) => status))).toEqual(new Set(["SUCCESS"]));
    expect(new Set(ledger().map(({ state }) => state))).toEqual(new Set(["succeeded", "failed"]));
    expect(ledger().every(({ run }) => ids.includes(run))).toBe(true);
  });

  test("a look at the bench finds nothing to tell of them", async () => {
    await lookTimes(reconcilerOf(world).look, 2);
    expect(await world.prisma.drift.findMany()).toEqual([]);
  });
});

/** The agent's entries of all commands. */
function ledger(): { run: string; state: string }[] {
  return readdirSync(join(world.directory, "agent/ledger"), { recursive: true, withFileTypes: true })
    .filter((file) => file.name === "entry.json")
    .map((file) => JSON.parse(readFileSync(join(file.parentPath, file.name), "utf8")) as { run: string; state: string });
}

test("once the cause is gone, a retry succeeds, wherever the first attempt failed", async () => {
  world.disarm();
  const again = ["fail-site", "fail-owner", "fail-ready"].map(runOf);
  for (const { id } of again) await retry(world, id);
  for (const { id } of again) expect(await settled(world, id)).toMatchObject({ state: "succeeded", attempt: 2 });
  expect(world.inventory().sites).toHaveLength(before.sites.length + again.length);
  for (const { tenantId } of again) expect(await findAuditGaps(world.prisma, tenantId)).toEqual([]);
}, 240_000);
