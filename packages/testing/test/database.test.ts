import { createPrisma } from "@nexus/db/client";
import { expect, test } from "vitest";
import { createTestDatabase } from "../src/database.ts";
import { eventually } from "../src/eventually.ts";

test("two test databases are migrated, empty, and know nothing of each other", async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  try {
    const email = "ada@example.com";
    await first.prisma.user.create({ data: { email, fullName: "Ada", emailVerifiedAt: new Date() } });
    expect(await first.prisma.user.count()).toBe(1);
    expect(await second.prisma.user.count()).toBe(0);
  } finally {
    await Promise.all([first.drop(), second.drop()]);
  }
});

test("tests run with the rights of the application, and set up what they need as the owner", async () => {
  const database = await createTestDatabase();
  try {
    await expect(database.prisma.$executeRaw`delete from audit_events`).rejects.toThrow(/permission denied for table audit_events/);
    await expect(database.prisma.$executeRaw`create table mine (id int)`).rejects.toThrow(/permission denied for schema public/);
    const owner = createPrisma(database.ownerUrl, { connections: 1 });
    await owner.$executeRaw`create table mine (id int)`;
    await owner.$disconnect();
  } finally {
    await database.drop();
  }
});

test("a dropped database is gone", async () => {
  const database = await createTestDatabase();
  await database.drop();
  await expect(database.prisma.user.count()).rejects.toThrow();
});

test("eventually gives up with the last error when the time is up", async () => {
  await expect(eventually(() => { throw new Error("not yet"); }, { timeoutMs: 30, intervalMs: 5 })).rejects.toThrow("not yet");
});
