import type { PrismaClient, Run } from "@nexus/db/client";
import { sealingKey } from "@nexus/domain/secrets/seal";
import { FencedError } from "@nexus/provisioning/engine";
import { enqueueRun } from "@nexus/provisioning/runs/enqueue";
import { createTestDatabase, type TestDatabase } from "@nexus/testing/database";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { prismaSecrets } from "../src/ports/prisma-secrets.ts";
import { factsOf } from "../src/runs/claim-run.ts";

const KEY = sealingKey("a key for this file's tests alone");
const ACTOR = { kind: "owner", id: "test", ip: null, requestId: "req-1" } as const;
let database: TestDatabase;
let prisma: PrismaClient;
let run: Run;
let names = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  prisma = database.prisma;
});
afterAll(() => database.drop());
beforeEach(async () => {
  const subdomain = `stale-${(names += 1)}`;
  run = await prisma.$transaction(async (tx) => {
    const owner = await tx.user.create({ data: { email: `${subdomain}@example.com`, fullName: "Ada", emailVerifiedAt: new Date() } });
    const tenant = await tx.tenant.create({ data: { subdomain, site: `${subdomain}.example.com`, organization: "Sim", plan: "Free", ownerId: owner.id } });
    return enqueueRun(tx, ACTOR, { kind: "provision", tenant, input: { apps: [] } });
  });
});

const secretsNow = async () => {
  const row = await prisma.run.findUniqueOrThrow({ where: { id: run.id }, include: { tenant: { include: { owner: true } } } });
  return prismaSecrets({ prisma, sealingKey: KEY, run: factsOf(row), now: () => new Date() });
};

// A key was kept for ever that a frozen worker had made for a run which was rolled back meanwhile.
test("a worker that lost its run between looking for a secret and making it keeps none", async () => {
  const stale = await secretsNow();
  await prisma.run.update({ where: { id: run.id }, data: { epoch: { increment: 1 } } });
  await expect(stale.ensure("api_key", () => "made too late")).rejects.toThrow(FencedError);
  await expect(stale.handOver("sign_in_link", "made too late", 60)).rejects.toThrow(FencedError);
  expect(await prisma.secret.count({ where: { tenantId: run.tenantId } })).toBe(0);
});

test("a secret that is made twice at once is the first one's, and what ran out is made anew", async () => {
  const secrets = await secretsNow();
  const [first, second] = await Promise.all([secrets.ensure("api_key", () => "one"), secrets.ensure("api_key", () => "two")]);
  expect(first).toBe(second);
  await prisma.secret.updateMany({ where: { subject: run.tenantId }, data: { expiresAt: new Date(0) } });
  expect(await secrets.ensure("api_key", () => "three")).toBe("three");
  expect(await secrets.reveal("api_key")).toBe("three");
  await secrets.handOver("sign_in_link", "/login", 60);
  expect(await prisma.secret.count({ where: { subject: run.id, purpose: "sign_in_link" } })).toBe(1);
});
