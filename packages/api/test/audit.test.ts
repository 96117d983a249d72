import type { AuditAction } from "@nexus/domain/audit/actions";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, OPERATOR, type World, createWorld, failure, workspace } from "./world.ts";

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.end());

const ACTOR = { kind: "system", id: "clock", ip: null, requestId: "req-1" } as const;
const write = (action: AuditAction = "run.started") => recordEvent(world.prisma, ACTOR, { action, outcome: "started" });

describe("audit.list", () => {
  test("pages through all events, newest first, each once, while others are written", async () => {
    for (let n = 0; n < 5; n += 1) await write("mail.sent");
    const { api } = world.browser(OPERATOR);
    const before = await world.prisma.auditEvent.findMany({ where: { action: "mail.sent" }, orderBy: { id: "desc" } });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof api.audit.list>> = await api.audit.list({ limit: 2, cursor, action: "mail.sent" });
      seen.push(...page.events.map(({ id }) => id));
      cursor = page.nextCursor;
      await write("mail.sent");
    } while (cursor !== null);
    expect(seen).toEqual(before.map(({ id }) => String(id)));
  });

  test("shows who, what, where and when, with the run's reference", async () => {
    const { tenant, run, owner } = await workspace(world);
    const actor = { kind: "owner", id: owner.id, ip: "198.51.100.9", requestId: "req-2" } as const;
    await recordEvent(world.prisma, actor, {
      action: "step.failed", outcome: "failed", tenant, run, step: "create_site", durationMs: 41, errorCode: "DISK_FULL", before: { a: 1 }, after: { b: [2] }, reason: "no space",
    });
    const { events } = await world.browser(ADMIN).api.audit.list({ run: run.id });
    expect(events).toEqual([{
      id: expect.stringMatching(/^\d+$/), at: expect.any(Date), actorKind: "owner", actor: owner.id, ip: "198.51.100.9", requestId: "req-2",
      action: "step.failed", outcome: "failed", tenantId: tenant.id, subdomain: tenant.subdomain, runId: run.id, runReference: run.reference,
      attempt: 1, step: "create_site", durationMs: 41, errorCode: "DISK_FULL", before: { a: 1 }, after: { b: [2] }, reason: "no space",
    }]);
  });

  test("every filter finds the event and leaves out the others", async () => {
    const { tenant, run, owner } = await workspace(world);
    await recordEvent(world.prisma, { ...ACTOR, kind: "owner", id: owner.id }, { action: "step.undone", outcome: "succeeded", tenant, run, step: "only_here" });
    await workspace(world);
    await write();
    const { api } = world.browser(OPERATOR);
    const [event] = (await api.audit.list({ step: "only_here" })).events;
    const at = event?.at ?? new Date(0);
    const filters = [
      { tenant: tenant.id }, { tenant: tenant.subdomain }, { run: run.id }, { run: run.reference }, { run: run.reference.toLowerCase() },
      { actor: owner.id }, { actor: owner.email }, { action: "step.undone" }, { step: "only_here", outcome: "succeeded", from: at, to: at },
    ] as const;
    for (const filter of filters) expect((await api.audit.list(filter)).events).toEqual([event]);
    const misses = [
      { tenant: "nobody" }, { run: "R-0000-0000" }, { actor: "nobody@example.com" }, { step: "only_here", outcome: "failed" },
      { step: "only_here", from: new Date(at.getTime() + 1) }, { step: "only_here", to: new Date(at.getTime() - 1) },
    ] as const;
    for (const filter of misses) expect((await api.audit.list(filter)).events).toEqual([]);
  });

  test("a cursor that is none of this list's is refused by name", async () => {
    for (const cursor of ["rubbish", Buffer.from('["x"]').toString("base64url"), Buffer.from('["9999999999999999999"]').toString("base64url")]) {
      expect(await failure(world.browser(ADMIN).api.audit.list({ cursor }))).toMatchObject({ code: "INVALID_INPUT", field: "cursor" });
    }
  });
});

describe("audit.watch", () => {
  async function open(lastEventId?: string) {
    const events: AsyncIterator<unknown> = (await world.browser(OPERATOR).api.audit.watch({ lastEventId }))[Symbol.asyncIterator]();
    return {
      next: async () => {
        const { value } = await events.next();
        const [id, data] = value as [string, { newestId: string }];
        return { id, ...data };
      },
      close: () => events.return?.(),
    };
  }

  test("tells the newest event at once and then each time that the log grew", async () => {
    await write();
    const watch = await open();
    const first = await watch.next();
    const next = watch.next();
    await write();
    const second = await next;
    expect(BigInt(second.newestId)).toBeGreaterThan(BigInt(first.newestId));
    expect(second.id).toBe(second.newestId);
    await watch.close();
  });

  test("tells also of an event that is committed after a later one", async () => {
    const watch = await open();
    const first = await watch.next();
    const released = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const slow = world.prisma.$transaction(async (tx) => {
      await recordEvent(tx, ACTOR, { action: "run.started", outcome: "started" });
      written.resolve();
      await released.promise;
    });
    await written.promise;
    await write();
    const late = await watch.next();
    const again = watch.next();
    released.resolve();
    await slow;
    expect(await again).toEqual(late);
    expect(BigInt(late.newestId)).toBe(BigInt(first.newestId) + 2n);
    await watch.close();
  });
});

describe("refused attempts", () => {
  test("are recorded with who, from where, by which request and on what", async () => {
    const { tenant } = await workspace(world);
    const other = await workspace(world);
    const browser = world.browser(other.session);
    browser.ip = "203.0.113.77";
    await failure(browser.api.tenants.get({ tenantId: tenant.id }));
    const { events } = await world.browser(ADMIN).api.audit.list({ tenant: tenant.id, action: "access.refused" });
    expect(events).toMatchObject([{ actorKind: "owner", actor: other.owner.id, ip: "203.0.113.77", requestId: expect.stringContaining("req-"), outcome: "refused", errorCode: "NOT_FOUND", reason: "tenants.get" }]);
  });

  test("a flood of them does not become a flood of rows", async () => {
    const strict = await createWorld({ rates: { ...world.services.config.rates, refusalsAuditedByIp: { points: 3, seconds: 3600 } } });
    try {
      for (let n = 0; n < 10; n += 1) expect(await failure(strict.browser().api.tenants.mine())).toMatchObject({ code: "NOT_SIGNED_IN" });
      expect(await strict.prisma.auditEvent.count({ where: { action: "access.refused" } })).toBe(3);
    } finally {
      await strict.end();
    }
  });
});
