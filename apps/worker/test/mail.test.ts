import { createServer, type Socket } from "node:net";
import { queueMail } from "@nexus/provisioning/mail/queue-mail";
import { sealingKey } from "@nexus/domain/secrets/seal";
import { eventually } from "@nexus/testing/eventually";
import { freePort } from "@nexus/testing/free-port";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Program } from "./world/process.ts";
import { type MailServer, startMailServer } from "./world/mail-server.ts";
import { VISITOR } from "./world/runs.ts";
import { createWorld, type World } from "./world/world.ts";

let port: number;
let world: World;
let worker: Program;
let server: MailServer | null = null;
beforeAll(async () => {
  port = await freePort();
  world = await createWorld({ smtpUrl: `smtp://127.0.0.1:${port}` });
  worker = await world.startWorker();
});
afterEach(async () => {
  await server?.close();
  server = null;
});
afterAll(() => world.end());

const values = { fullName: "Ada", organization: "Sim", code: "918273", known: false };
const queue = async (key: string, minutes = 10): Promise<{ id: string; messageId: string }> => {
  const mail = { key, to: "ada@example.com", template: "signup_code", values: { ...values, minutes } } as const;
  await world.prisma.$transaction((tx) => queueMail(tx, VISITOR, sealingKey(world.encryptionKey), mail));
  return world.prisma.outboxMail.findUniqueOrThrow({ where: { key } });
};
const queueReady = async (key: string): Promise<{ id: string }> => {
  const mail = { key, to: "ada@example.com", template: "workspace_ready", values: { fullName: "Ada", organization: "Sim", siteUrl: "http://sim.localhost", dashboardUrl: "http://localhost" } } as const;
  await world.prisma.$transaction((tx) => queueMail(tx, VISITOR, sealingKey(world.encryptionKey), mail));
  return world.prisma.outboxMail.findUniqueOrThrow({ where: { key } });
};
const stateOf = (id: string) => world.prisma.outboxMail.findUniqueOrThrow({ where: { id } });
const eventsOf = async (id: string) => (await world.prisma.auditEvent.findMany({ where: { after: { path: ["mail"], equals: id } }, orderBy: { id: "asc" } })).map(({ action }) => action);

test("a mail waits for its server for as long as it takes, arrives once, and its values are wiped", async () => {
  const { id, messageId } = await queue("late");
  await eventually(async () => expect((await stateOf(id)).tries).toBeGreaterThanOrEqual(3), { timeoutMs: 60_000 });
  expect(await stateOf(id)).toMatchObject({ state: "queued", lastError: "ESOCKET: ECONNREFUSED" });
  server = await startMailServer(port);
  const [mail] = await eventually(() => server?.received(1) ?? [], { timeoutMs: 60_000 });
  expect(mail).toMatchObject({ messageId, subject: expect.stringContaining("918273"), to: "ada@example.com" });
  await eventually(async () => expect(await stateOf(id)).toMatchObject({ state: "sent", sealedValues: null, lastError: null }), { timeoutMs: 30_000 });
  // However often it was tried: one event for each reason.
  expect(await eventsOf(id)).toEqual(["mail.queued", "mail.retried", "mail.sent"]);
});

test("a worker that dies between the server's acceptance and its own record sends again under the same Message-ID", async () => {
  server = await startMailServer(port, { holdFirst: true });
  const { id, messageId } = await queue("twice");
  await eventually(() => server?.received(1) ?? [], { timeoutMs: 60_000 });
  await worker.kill();
  server.release();
  worker = await world.startWorker();
  const mails = await eventually(() => server?.received(2) ?? [], { timeoutMs: 60_000 });
  expect(new Set(mails.map((mail) => mail.messageId))).toEqual(new Set([messageId]));
  await eventually(async () => expect(await stateOf(id)).toMatchObject({ state: "sent" }), { timeoutMs: 30_000 });
});

test("a worker that is frozen while it sends, and thaws when another has sent, makes nobody see a second Message-ID", async () => {
  server = await startMailServer(port, { holdFirst: true });
  const other = await world.startWorker();
  const { id, messageId } = await queue("frozen");
  await eventually(() => server?.received(1) ?? [], { timeoutMs: 60_000 });
  const [sender] = await world.prisma.$queryRaw<{ pid: number }[]>`
    select pid from worker_leases lease join dbos.workflow_status workflow using (executor_id) where workflow_uuid = ${`mail:${id}`}`;
  const [frozen, survivor] = sender?.pid === other.pid ? [other, worker] : [worker, other];
  expect(frozen.pid).toBe(sender?.pid);
  frozen.signal("SIGSTOP");
  await eventually(async () => expect(await stateOf(id)).toMatchObject({ state: "sent", tries: 1 }), { timeoutMs: 60_000 });
  const before = await stateOf(id);
  // The answer that the frozen one waited for is there when it goes on.
  server.release();
  frozen.signal("SIGCONT");
  expect(await frozen.ended).toBe(75);
  worker = survivor;
  expect(server.received(2).map((mail) => mail.messageId)).toEqual([messageId, messageId]);
  expect(await stateOf(id)).toEqual(before);
  expect(await eventsOf(id)).toEqual(["mail.queued", "mail.sent"]);
});

/** A server that refuses every mail with the same words after its address was named. */
async function startRudeServer(words: string): Promise<{ close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const rude = createServer((socket) => {
    sockets.add(socket);
    socket.write("220 rude\r\n");
    socket.on("data", (chunk) => socket.write(/^(EHLO|MAIL|RSET)/.test(String(chunk)) ? "250 ok\r\n" : `${words}\r\n`));
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => rude.listen(port, "127.0.0.1", resolve));
  return {
    close: () => new Promise((resolve) => {
      rude.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    }),
  };
}

test("a mail without a mailbox is over, its values are wiped, and its end names the reason without anybody's address", async () => {
  const rude = await startRudeServer("550 5.1.1 no mailbox ada@example.com here");
  const { id } = await queue("refused");
  const over = { state: "failed", sealedValues: null, lastError: "EENVELOPE: 550 5.1.1 no mailbox <address> here" };
  await eventually(async () => expect(await stateOf(id)).toMatchObject(over), { timeoutMs: 60_000 });
  expect(await eventsOf(id)).toEqual(["mail.queued", "mail.failed"]);
  await rude.close();
});

test("a mail that a server rejects for our account's sake waits until that is mended, and not longer than five days", async () => {
  const rude = await startRudeServer("554 5.7.1 relay access denied");
  const { id, messageId } = await queue("denied");
  const { id: old } = await queueReady("denied-for-days");
  await world.prisma.$executeRaw`update outbox_mails set created_at = created_at - interval '5 days' where id = ${old}::uuid`;
  await eventually(async () => expect((await stateOf(id)).tries).toBeGreaterThanOrEqual(2), { timeoutMs: 60_000 });
  expect(await stateOf(id)).toMatchObject({ state: "queued", lastError: "EENVELOPE: 554 5.7.1 relay access denied" });
  await eventually(async () => expect(await stateOf(old)).toMatchObject({ state: "failed", sealedValues: null }), { timeoutMs: 60_000 });
  await rude.close();
  server = await startMailServer(port);
  const [mail] = await eventually(() => server?.received(1) ?? [], { timeoutMs: 60_000 });
  expect(mail).toMatchObject({ messageId });
});

test("a code that has run out is not sent any more", async () => {
  server = await startMailServer(port);
  const { id } = await queue("too-late", 0);
  await eventually(async () => expect(await stateOf(id)).toMatchObject({ state: "failed", sealedValues: null }), { timeoutMs: 60_000 });
  expect(() => server?.received(1)).toThrow();
  expect(await eventsOf(id)).toEqual(["mail.queued", "mail.failed"]);
});
