import { randomBytes } from "node:crypto";
import { createPrisma, type PrismaClient } from "@nexus/db/client";
import { addressAs } from "@nexus/db/prepare-database";
import { databaseUrl, onServer, testServerUrl } from "./server.ts";
import { ensureTemplate, testRole } from "./template.ts";

/** A database of one test file's own, migrated and empty. */
export interface TestDatabase {
  /** As the application connects: with the rights of its role, so that a missing one is found by tests. */
  readonly url: string;
  /** On `url`. */
  readonly prisma: PrismaClient;
  /** As the owner of the tables, for what no application may do. */
  readonly ownerUrl: string;
  /** Ends every connection to it and deletes it. */
  readonly drop: () => Promise<void>;
}

/**
 * Clones the migrated template, which takes some 50 ms. The server is the one in NEXUS_TEST_DATABASE_URL,
 * which `@nexus/testing/global-setup` sets.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = testServerUrl();
  const template = await ensureTemplate(server);
  const name = `nexus_test_${randomBytes(8).toString("hex")}`;
  await onServer(server, (client) => client.query(`create database ${name} template ${template}`));
  const ownerUrl = databaseUrl(server, name);
  const url = addressAs(ownerUrl, testRole(server));
  const prisma = createPrisma(url, { connections: 5 });
  const drop = async (): Promise<void> => {
    await prisma.$disconnect();
    await onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`));
  };
  return { url, prisma, ownerUrl, drop };
}
