import { sealingKey } from "@nexus/domain/secrets/seal";
import { queueMail } from "@nexus/provisioning/mail/queue-mail";
import { eventually } from "@nexus/testing/eventually";
import { freePort } from "@nexus/testing/free-port";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type MailServer, startMailServer } from "./world/mail-server.ts";
import { createOwnPostgres, type OwnPostgres } from "./world/own-postgres.ts";
import type { Program } from "./world/process.ts";
import { VISITOR } from "./world/runs.ts";
import { createWorld, type World } from "./world/world.ts";

let port: number;
let postgres: OwnPostgres;
let world: World;
let worker: Program;
let server: MailServer | null = null;
beforeAll(async () => {
  [port, postgres] = await Promise.all([freePort(), createOwnPostgres()]);
  world = await createWorld({ database: postgres, smtpUrl: `smtp://127.0.0.1:${port}` });
  worker = await world.startWorker();
});
afterEach(async () => {
  await server?.close();
  server = null;
});
afterAll(() => world.end());

const PATIENT = { timeoutMs: 90_000, intervalMs: 50 };
const addressOf = (key: string) => `${key}@example.com`;
const queue = (key: string) => world.prisma.$transaction((tx) => queueMail(tx, VISITOR, sealingKey(world.encryptionKey), {
  key, to: addressOf(key), template: "signup_code", values: { fullName: "Ada", code: "918273", minutes: 60, known: false },
}));
const keysOf = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}`);

/** All of these are on record as sent, each by one event, whatever happened on the way. */
async function allSent(keys: readonly string[]): Promise<void> {
  await eventually(async () => {
    expect(await world.prisma.outboxMail.count({ where: { key: { in: [...keys] }, state: "sent", sealedValues: null } })).toBe(keys.length);
  }, PATIENT);
  for (const { id } of await world.prisma.outboxMail.findMany({ where: { key: { in: [...keys] } } })) {
    const events = await world.prisma.auditEvent.findMany({ where: { after: { path: ["mail"], equals: id } }, orderBy: { id: "asc" } });
    expect(events.map(({ action }) => action).filter((action) => action !== "mail.retried")).toEqual(["mail.queued", "mail.sent"]);
  }
}

const oneIdEach = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [addressOf(key), 1]));

test("a mail whose acceptance was never answered is sent again, and its receiver sees one Message-ID", async () => {
  server = await startMailServer(port, { cutFirst: 3 });
  const keys = keysOf("cut", 4);
  await Promise.all(keys.map(queue));
  await allSent(keys);
  expect(server.received(7).length).toBe(7);
  expect(server.idsByAddress()).toEqual(oneIdEach(keys));
});

test("a mail whose cause is committed by many at once is one mail", async () => {
  server = await startMailServer(port);
  await Promise.all(Array.from({ length: 5 }, () => queue("once")));
  await allSent(["once"]);
  expect(server.received(1)).toHaveLength(1);
});

test("a mail that was taken while the database went away is sent again under its Message-ID", async () => {
  server = await startMailServer(port, { holdFirst: true });
  await queue("restart");
  await eventually(() => server?.received(1) ?? [], PATIENT);
  await postgres.stop();
  server.release();
  await eventually(() => expect(worker.output()).toContain("the database does not answer"), PATIENT);
  await postgres.start();
  await allSent(["restart"]);
  expect(server.received(2).length).toBe(2);
  expect(server.idsByAddress()).toEqual(oneIdEach(["restart"]));
});

test("under a worker's kill -9, a crash of the database and lost answers together, every key is seen under one Message-ID", async () => {
  server = await startMailServer(port, { cutFirst: 5 });
  const keys = keysOf("storm", 16);
  await Promise.all(keys.slice(0, 8).map(queue));
  await eventually(() => server?.received(6) ?? [], PATIENT);
  await worker.kill();
  const [successor] = await Promise.all([world.startWorker(), ...keys.slice(8).map(queue)]);
  worker = successor;
  await eventually(() => server?.received(10) ?? [], PATIENT);
  postgres.crash();
  await postgres.start();
  await allSent(keys);
  expect(server.idsByAddress()).toEqual(oneIdEach(keys));
});
