import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "@nexus/testing/eventually";
import { sealingKey, unseal } from "@nexus/domain/secrets/seal";
import { askSite } from "../src/ports/ask-site.ts";
import { acceptWorkspace, requestRun, settled } from "./world/runs.ts";
import { createWorld, SITES_DOMAIN, type World } from "./world/world.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await world.startWorker();
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
  expect(await world.prisma.outboxMail.findUniqueOrThrow({ where: { messageId: mail.messageId } })).toMatchObject({ state: "sent", sealedValues: null });
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
