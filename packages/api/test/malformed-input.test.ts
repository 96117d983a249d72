import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { appRouter, createCaller } from "../src/router.ts";
import { ADMIN, type Session, type World, createWorld, failure, workspace } from "./world.ts";

let world: World;
let member: Session;
beforeAll(async () => {
  world = await createWorld();
  member = (await workspace(world)).session;
});
afterAll(() => world.end());

/** The one schema that a procedure declares, with optional layers taken off. */
function inputShape(path: string): string[] {
  const procedures: Record<string, unknown> = appRouter._def.procedures;
  const definition: unknown = Reflect.get(Object(procedures[path]), "_def");
  const [schema] = z.looseObject({ inputs: z.array(z.unknown()) }).parse(definition).inputs;
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  if (!(inner instanceof z.ZodObject)) throw new Error(`${path} declares no object as its input.`);
  return Object.keys(inner.shape);
}

/** Calls by path with any input, as whoever is let in as far as the input. */
async function send(path: string, input: unknown) {
  const call = (session: Session): Promise<unknown> => {
    const callers: unknown = createCaller(world.browser(session).context);
    const procedure = path.split(".").reduce<unknown>((at, key) => Reflect.get(Object(at), key), callers);
    if (typeof procedure !== "function") throw new Error(`${path} cannot be called.`);
    return Promise.resolve(procedure(input));
  };
  const asMember = await failure(call(member));
  return asMember.code === "FORBIDDEN" ? failure(call(ADMIN)) : asMember;
}

describe.each(Object.keys(appRouter._def.procedures))("%s", (path) => {
  test("refuses a field that it does not know, and names it", async () => {
    const refusal = await send(path, { surprise: 1 });
    expect(refusal).toMatchObject({ code: "INVALID_INPUT", httpStatus: 400 });
    expect(refusal.fields["surprise"]).toEqual(["This field is not known here."]);
  });

  test.each([["text"], [7], [null], [[]]])("refuses %j instead of an object", async (input) => {
    expect(await send(path, input)).toMatchObject({ code: "INVALID_INPUT", field: "input" });
  });

  const fields = inputShape(path);
  if (fields.length === 0) return;
  test.each(fields)("names %s when it holds something else", async (field) => {
    const refusal = await send(path, { [field]: { deep: ["wrong"] } });
    expect(refusal.code).toBe("INVALID_INPUT");
    expect(refusal.fields[field]?.length).toBeGreaterThan(0);
  });
});

describe("a NUL character, which the database cannot store, is the caller's failure", () => {
  const id = "00000000-0000-4000-8000-000000000000";
  test.each([
    ["audit.list", { tenant: "a\0b" }], ["audit.list", { run: "a\0b" }], ["audit.list", { step: "a\0b" }], ["audit.list", { actor: "a\0b@example.com" }],
    ["provisioning.list", { search: "a\0b" }], ["provisioning.abort", { runId: id, reason: "a\0b" }],
    ["provisioning.start", { signupId: id, idempotencyKey: "a\0bcdefghi" }],
  ])("%s %j", async (path, input) => {
    const [field] = Object.keys(input).filter((key) => !key.endsWith("Id"));
    expect(await send(path, input)).toMatchObject({ code: "INVALID_INPUT", field });
  });

  test("a wanted name with one is no name", async () => {
    const { api } = world.browser();
    expect(await api.availability.check({ subdomain: "a\0b" })).toMatchObject({ available: false });
    expect((await api.availability.suggest({ organization: "a\0b Trading" })).subdomain).toMatch(/^[a-z0-9-]+$/);
  });
});

test.each([
  ["audit.list", { from: null }], ["audit.list", { to: true }], ["audit.list", { from: 0 }], ["audit.list", { from: "2026-01-01" }], ["audit.list", { to: new Date(Number.NaN) }],
  ["audit.list", { from: new Date(-8.64e15) }], ["audit.list", { to: new Date(8.64e15) }],
  ["provisioning.watch", { lastEventId: "x", runId: "00000000-0000-4000-8000-000000000000" }], ["provisioning.watch", { lastEventId: "-1", runId: "00000000-0000-4000-8000-000000000000" }],
  ["audit.watch", { lastEventId: "1e3" }], ["audit.watch", { lastEventId: "" }],
])("%s refuses %j by the name of its field", async (path, input) => {
  const [field] = Object.keys(input);
  expect(await send(path, input)).toMatchObject({ code: "INVALID_INPUT", field });
});

test("every field that is wrong is named at once, and what was sent is not repeated", async () => {
  const refusal = await send("signup.start", { organization: "A", subdomain: "x".repeat(101), fullName: " ", email: "canary-no-address", password: "canary1" });
  expect(Object.keys(refusal.fields).sort()).toEqual(["email", "fullName", "organization", "password", "subdomain"]);
  expect(refusal.fields["email"]).toEqual(["This is not an email address."]);
  expect(JSON.stringify(refusal)).not.toContain("canary");
});
