import { createPrisma } from "@nexus/db/client";
import { ERROR_TEXT, type ErrorCode, NexusError } from "@nexus/domain/errors/codes";
import { freePort } from "@nexus/testing/free-port";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { isDatabaseAway } from "@nexus/db/failure";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiServices } from "../src/context.ts";
import { errorData, toTRPCError } from "../src/errors.ts";
import { createRateLimits } from "../src/rate-limits.ts";
import { appRouter } from "../src/router.ts";
import { CONFIG, type World, createWorld, failure, workspace } from "./world.ts";

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.end());

/** What a browser gets over HTTP. */
async function fetchApi(path: string, options: { input?: unknown; services?: Partial<ApiServices>; method?: string; body?: string } = {}) {
  const { input, services, method = "GET", body } = options;
  const query = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;
  const req = new Request(`http://nexus.localhost/api/trpc/${path}${query}`, { method, ...(body === undefined ? {} : { body, headers: { "content-type": "application/json" } }) });
  const createContext = () => ({ ...world.browser().context(), ...services, requestId: "req-42" });
  const response = await fetchRequestHandler({ endpoint: "/api/trpc", req, router: appRouter, createContext });
  return { status: response.status, text: await response.text() };
}

describe("every way to fail", () => {
  test.each(Object.keys(ERROR_TEXT) as ErrorCode[])("%s keeps its code and its sentence, and has a status of its kind", (code) => {
    const data = errorData(toTRPCError(new NexusError(code, { field: "name", details: { seconds: 3 } })), "req-1");
    expect(data).toEqual({
      code, message: ERROR_TEXT[code], field: "name", fields: { name: [ERROR_TEXT[code]] }, details: { seconds: 3 }, requestId: "req-1", httpStatus: expect.any(Number),
    });
    const ours = ["INTERNAL", "SERVICE_UNAVAILABLE"].includes(code);
    expect(data.httpStatus >= 500).toBe(ours);
    expect(data.httpStatus >= 400).toBe(true);
  });
});

describe("over HTTP", () => {
  test.each([["bigint", "9".repeat(60_000)], ["regexp", "/(a+)+$/"], ["map", []]])("an input that names the type %s is refused before it is made", async (type, value) => {
    const body = JSON.stringify({ json: { subdomain: value }, meta: { values: { subdomain: [type] }, v: 1 } });
    const { status, text } = await fetchApi("signup.start", { method: "POST", body });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ error: { json: { data: { code: "INVALID_INPUT", field: null } } } });
  });

  test("what browsers send of dates and absent values is read", async () => {
    const body = JSON.stringify(superjson.serialize({ at: new Date(0), from: undefined }));
    const { text } = await fetchApi("signup.start", { method: "POST", body });
    expect(JSON.parse(text)).toMatchObject({ error: { json: { data: { code: "INVALID_INPUT", fields: { at: ["This field is not known here."] } } } } });
  });

  test("a failure is told as code, message, field, fields, details and request id, without a stack", async () => {
    const { status, text } = await fetchApi("availability.check", { input: { subdomain: 7 } });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toEqual({
      error: { json: {
        code: -32600, message: ERROR_TEXT.INVALID_INPUT,
        data: { code: "INVALID_INPUT", message: ERROR_TEXT.INVALID_INPUT, field: "subdomain", fields: { subdomain: [expect.any(String)] }, details: {}, requestId: "req-42", httpStatus: 400 },
      } },
    });
  });

  test.each([
    ["a procedure that does not exist", "signup.nothing", {}, 404, "NOT_FOUND"],
    ["a body that is not JSON", "signup.start", { method: "POST", body: "{" }, 400, "INVALID_INPUT"],
    ["a query sent as a mutation", "availability.check", { method: "POST", body: "{}" }, 405, "INVALID_INPUT"],
  ] as const)("%s is refused in the same shape", async (_, path, options, status, code) => {
    const answer = await fetchApi(path, options);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { json: { data: { code, requestId: "req-42" } } } });
    expect(answer.text).not.toContain("stack");
  });

  test("an unknown error is INTERNAL with the request's id; what it says goes to the log only", async () => {
    const rateLimits = { consume: () => Promise.reject(new Error("canary: password=hunter2")) };
    const before = world.logged.length;
    const { status, text } = await fetchApi("availability.check", { input: { subdomain: "acme" }, services: { rateLimits } });
    expect(status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ error: { json: { message: ERROR_TEXT.INTERNAL, data: { code: "INTERNAL", requestId: "req-42" } } } });
    expect(text).not.toContain("canary");
    expect(world.logged.slice(before)).toMatchObject([{ requestId: "req-42", procedure: "availability.check", err: { message: "canary: password=hunter2" } }]);
  });

  test("an answer that breaks its own schema is our fault and not the caller's", async () => {
    const { run, session } = await workspace(world);
    await world.prisma.runStep.create({ data: { runId: run.id, attempt: 1, ordinal: 0, name: "x", label: "x" } });
    const config = { ...CONFIG, sitesPublicUrl: "canary, not an address" };
    const { status, text } = await fetchApi("provisioning.status", { input: { runId: run.id }, services: { config, session } as Partial<ApiServices> });
    expect(status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({ error: { json: { data: { code: "INTERNAL", fields: {} } } } });
    expect(text).not.toContain("canary");
  });
});

describe("a database that does not answer", () => {
  test("is SERVICE_UNAVAILABLE when nothing listens, for queries and transactions", async () => {
    const prisma = createPrisma(`postgresql://nobody@127.0.0.1:${await freePort()}/none`);
    const services = { ...world.services, prisma };
    const { status, text } = await fetchApi("availability.check", { input: { subdomain: "acme" }, services: { ...services, rateLimits: createRateLimits(prisma, CONFIG.rates) } });
    expect([status, JSON.parse(text)]).toMatchObject([503, { error: { json: { message: ERROR_TEXT.SERVICE_UNAVAILABLE, data: { code: "SERVICE_UNAVAILABLE" } } } }]);
    const broken = await prisma.$transaction((tx) => tx.user.count()).then(() => null, (error: unknown) => error);
    expect(isDatabaseAway(broken)).toBe(true);
    await prisma.$disconnect();
  });

  test("is told from other failures when the server ends connections in the middle of queries and transactions", async () => {
    const thrown = (work: Promise<unknown>) => work.then(() => null, (error: unknown) => error);
    const end = () => world.prisma.$queryRaw`
      select pg_terminate_backend(pid) from pg_stat_activity
      where query like '%canary_sleep%' and query not like '%terminate%' and datname = current_database()`;
    const errors = Promise.all([
      thrown(world.prisma.$queryRaw`select pg_sleep(20) as canary_sleep`),
      thrown(world.prisma.$transaction((tx) => tx.$queryRaw`select pg_sleep(20) as canary_sleep`)),
      thrown(world.prisma.$transaction(async (tx) => {
        await tx.$queryRaw`select 'canary_sleep'`;
        await end();
        await tx.user.count();
      })),
    ]);
    let over = false;
    const ending = (async () => { while (!over) await end(); })();
    for (const error of await errors) expect([error, isDatabaseAway(error)]).toEqual([error, true]);
    over = true;
    await ending;
    expect(await world.browser().api.availability.check({ subdomain: "after-it" })).toMatchObject({ available: true });
  });

  test("a refusal of the database is no outage", async () => {
    const { owner } = await workspace(world);
    const refused = await world.prisma.user.create({ data: { email: owner.email, fullName: "", emailVerifiedAt: new Date() } }).then(() => null, (error: unknown) => error);
    expect(isDatabaseAway(refused)).toBe(false);
  });
});

describe("a subscription that fails after it began", () => {
  test("fails like any other call", async () => {
    const { session, run } = await workspace(world, { run: "running", tenant: "reserved" });
    const browser = world.browser(session);
    const events: AsyncIterator<unknown> = (await browser.api.provisioning.watch({ runId: run.id }))[Symbol.asyncIterator]();
    await events.next();
    const other = await workspace(world);
    await world.prisma.tenant.update({ where: { id: run.tenantId }, data: { ownerId: other.owner.id } });
    expect(await failure(events.next())).toMatchObject({ code: "NOT_FOUND" });
  });

  test("resumes over HTTP from the last event's id", async () => {
    const { session, run } = await workspace(world, { run: "succeeded" });
    await world.prisma.run.update({ where: { id: run.id }, data: { version: 3 } });
    const stream = (lastEventId?: string) => fetchApi("provisioning.watch", { input: { runId: run.id, lastEventId }, services: { session } as Partial<ApiServices> });
    expect((await stream()).text).toMatch(/data: .*"version":3.*\nid: 3/);
    expect((await stream("2")).text).toMatch(/\nid: 3/);
    expect((await stream("3")).text).not.toMatch(/\nid: /);
  });
});
