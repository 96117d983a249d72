import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "@nexus/testing/eventually";
import { sealingKey, unseal } from "@nexus/domain/secrets/seal";
import { askSite } from "../src/ports/ask-site.ts";
import { findAuditGaps } from "@nexus/provisioning/audit/find-gaps";
import { abort, acceptWorkspace, requestRun, settled } from "./world/runs.ts";
import { createWorld, SITES_DOMAIN, type World } from "./world/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await world.startWorker({ WORKER_CONCURRENCY: "2" });
});
afterAll(() => world.end());

test("an accepted workspace is built on the bench, and its site lets the owner in", async () => {
  const run = await acceptWorkspace(world, { subdomain: "acme", password: "a quite long passphrase" });
  const ended = await settled(world, run.id);
  expect(ended).toMatchObject({ state: "succeeded", errorCode: null });
  const steps = await world.prisma.runStep.findMany({ where: { runId: run.id }, orderBy: { ordinal: "asc" } });
  expect(steps.map(({ name, state }) => [name, state])).toEqual([
    "reserve_name", "create_site", "install_app.nexus_core", "create_owner", "issue_api_keys", "seed_settings",
    "complete_setup", "enable_scheduler", "verify_ready", "activate",
  ].map((name) => [name, "succeeded"]));
  expect(await world.prisma.tenant.findUniqueOrThrow({ where: { id: run.tenantId } })).toMatchObject({ state: "active" });
  const form = new URLSearchParams({ usr: "owner@acme.example.com", pwd: "a quite long passphrase" }).toString();
  expect(await askSite(world.sitesUrl, `acme.${SITES_DOMAIN}`, { method: "POST", path: "/api/method/login", form })).toMatchObject({ status: 200 });
});

test("the owner is mailed, and the workspace is entered into the register on the master site", async () => {
  const { id, tenantId } = await acceptWorkspace(world, { subdomain: "globex" });
  await settled(world, id);
  const mail = await eventually(() => world.prisma.devInboxMail.findFirstOrThrow({ where: { to: "owner@globex.example.com" } }));
  expect(mail.subject).toContain("is ready");
  await eventually(async () => {
    expect(await world.prisma.outboxMail.findUniqueOrThrow({ where: { messageId: mail.messageId } })).toMatchObject({ state: "sent", sealedValues: null });
  });
  const register = await world.prisma.run.findFirstOrThrow({ where: { tenantId, kind: "register" } });
  expect(await settled(world, register.id)).toMatchObject({ state: "succeeded" });
});

test("a sign-in link is handed to its asker, and opens the site once", async () => {
  const { id, tenantId } = await acceptWorkspace(world, { subdomain: "initech" });
  await settled(world, id);
  const run = await requestRun(world, tenantId, "sign_in");
  expect(await settled(world, run.id)).toMatchObject({ state: "succeeded" });
  const { sealed } = await world.prisma.secret.findUniqueOrThrow({ where: { subject_purpose: { subject: run.id, purpose: "sign_in_link" } } });
  const path = unseal(sealingKey(world.encryptionKey), { subject: run.id, purpose: "sign_in_link" }, sealed);
  const follow = () => askSite(world.sitesUrl, `initech.${SITES_DOMAIN}`, { method: "GET", path });
  expect((await follow()).status).toBe(302);
  expect((await follow()).status).toBe(403);
});

// The sign-in was refused as if the workspace were away, for want of another try.
test("a sign-in is made by another helper where the one that made it dies", async () => {
  const { id, tenantId } = await acceptWorkspace(world, { subdomain: "umbrella" });
  await settled(world, id);
  world.arm({ fault: "helper_dies", op: "loginLink", site: `umbrella.${SITES_DOMAIN}`, times: 1 });
  const run = await requestRun(world, tenantId, "sign_in");
  expect(await settled(world, run.id)).toMatchObject({ state: "succeeded" });
  expect(await world.prisma.runStep.findFirstOrThrow({ where: { runId: run.id } })).toMatchObject({ tries: 2 });
});

test("somebody who signs in does not wait behind workspaces that are being built", async () => {
  const open = await acceptWorkspace(world, { subdomain: "hooli" });
  await settled(world, open.id);
  world.arm({ fault: "hang", command: "new-site", site: "queue-*" });
  const building = await Promise.all(["a", "b", "c"].map((letter) => acceptWorkspace(world, { subdomain: `queue-${letter}` })));
  await eventually(async () => {
    expect(await world.prisma.runStep.count({ where: { name: "create_site", state: "running" } })).toBe(2);
  }, { timeoutMs: 60_000 });
  const signIn = await requestRun(world, open.tenantId, "sign_in");
  expect(await settled(world, signIn.id)).toMatchObject({ state: "succeeded" });
  const states = await world.prisma.run.findMany({ where: { id: { in: building.map(({ id }) => id) } }, select: { state: true } });
  expect(states.map(({ state }) => state).sort()).toEqual(["queued", "running", "running"]);
  for (const { id } of building) await abort(world, id);
  for (const { id } of building) expect(await settled(world, id)).toMatchObject({ state: "rolled_back" });
  world.disarm();
});

test("an abort ends the command on the bench, and nothing of it is left", async () => {
  const before = world.inventory();
  world.arm({ fault: "hang", command: "new-site", site: "stop-*", atPercent: 50 });
  const run = await acceptWorkspace(world, { subdomain: "stop-me" });
  await eventually(async () => {
    const { progress } = await world.prisma.runStep.findFirstOrThrow({ where: { runId: run.id, name: "create_site", state: "running" } });
    expect(progress).toMatchObject({ line: expect.stringContaining("Updating DocTypes") });
  }, { timeoutMs: 60_000 });
  await abort(world, run.id);
  expect(await settled(world, run.id)).toMatchObject({ state: "rolled_back", errorCode: "ABORTED", failedStep: "create_site" });
  expect(world.inventory()).toEqual(before);
  expect(await findAuditGaps(world.prisma, run.tenantId)).toEqual([]);
  world.disarm();
});

test("a run whose execution ended by a fault of ours is handed to a person instead of waiting for ever", async () => {
  const run = await acceptWorkspace(world, { subdomain: "broken" });
  await settled(world, run.id);
  await world.prisma.tenant.update({ where: { id: run.tenantId }, data: { plan: "Gold" } });
  const next = await requestRun(world, run.tenantId, "sign_in");
  expect(await settled(world, next.id)).toMatchObject({ state: "needs_attention", errorCode: "EXECUTION_ENDED" });
  expect(await findAuditGaps(world.prisma, run.tenantId)).toEqual([]);
});
