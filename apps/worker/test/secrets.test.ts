import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { unseal, sealingKey } from "@nexus/domain/secrets/seal";
import { eventually } from "@nexus/testing/eventually";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Watch, watchCommandLines } from "./world/command-lines.ts";
import { dumpTables, filesBelow, foundIn, type Place } from "./world/secret-search.ts";
import { acceptWorkspace, requestRun, retry, settled } from "./world/runs.ts";
import { createWorld, SITES_DOMAIN, type World } from "./world/world.ts";

const OWNER_PASSWORD = "canary-Owner+Pass/word&7hG=q2";
let world: World;
let watch: Watch;
const secrets = new Map<string, string>();

/** Everything that happens to a workspace: a failure, a retry, success, a registration, a sign-in. */
beforeAll(async () => {
  watch = watchCommandLines();
  world = await createWorld();
  secrets.set("owner's password", OWNER_PASSWORD).set("agent's secret", world.agentSecret).set("encryption key", world.encryptionKey);
  await world.startWorker({ LOG_LEVEL: "trace" });
  world.arm({ fault: "disk_full", op: "seedSettings", site: `canary.${SITES_DOMAIN}`, atPercent: 0, times: 1 });
  const run = await acceptWorkspace(world, { subdomain: "canary", password: OWNER_PASSWORD });
  await settled(world, run.id);
  await collect("of the first attempt", run.tenantId);
  await retry(world, run.id);
  await eventually(() => collect("of the second attempt", run.tenantId, ["api_key", "api_secret", "administrator_password"]), { timeoutMs: 60_000 });
  await settled(world, run.id);
  const register = await world.prisma.run.findFirstOrThrow({ where: { tenantId: run.tenantId, kind: "register" } });
  await settled(world, register.id);
  const signIn = await requestRun(world, run.tenantId, "sign_in");
  await settled(world, signIn.id);
  await collect("of the sign-in", signIn.id, ["sign_in_link"]);
}, 240_000);
afterAll(async () => {
  watch.end();
  await world.end();
});

/** Opens what is sealed for a subject and remembers it as something to look for. */
async function collect(what: string, subject: string, wanted: readonly string[] = []): Promise<void> {
  const rows = await world.prisma.secret.findMany({ where: { subject } });
  for (const { purpose, sealed } of rows) {
    const value = unseal(sealingKey(world.encryptionKey), { subject, purpose }, sealed);
    secrets.set(`${purpose} ${what}`, purpose === "sign_in_link" ? (new URL(value, "http://x").searchParams.get("key") ?? "") : value);
  }
  expect(rows.map(({ purpose }) => purpose)).toEqual(expect.arrayContaining([...wanted]));
}

const found = (places: readonly Place[]): string[] => foundIn(secrets, places);

test("the search finds what it looks for", () => {
  expect(secrets.size).toBeGreaterThanOrEqual(8);
  expect([...secrets.values()].every((secret) => secret.length >= 12)).toBe(true);
  expect(found([["a text", `usr=ada&pwd=${encodeURIComponent(OWNER_PASSWORD)}`]])).toContain("owner's password in a text");
  expect(found([["a dump", `\\x${Buffer.from(world.agentSecret).toString("hex")}`]])).toEqual(["agent's secret in a dump"]);
  expect(found([["a harmless text", "usr=ada&pwd=[redacted]"]])).toEqual([]);
});

test("no secret is in any log of worker or agent", () => {
  const logs = readdirSync(world.directory).filter((name) => name.endsWith(".log"));
  expect(logs.length).toBeGreaterThanOrEqual(2);
  expect(found(logs.map((name) => [name, readFileSync(join(world.directory, name), "utf8")]))).toEqual([]);
});

test("no secret is in the agent's ledger", () => {
  const files = filesBelow(join(world.directory, "agent"));
  expect(files.length).toBeGreaterThan(10);
  expect(found(files)).toEqual([]);
});

test("no secret is in the logs of the bench, beside those that Frappe itself writes", () => {
  const bench = readFileSync(join(world.bench, "logs/bench.log"), "utf8");
  expect(found([["bench.log", bench]])).toEqual([]);
});

test("no secret is in the clear in any table, durable execution's included", async () => {
  const dumps = await dumpTables(world.databaseUrl);
  expect(dumps.map(([name]) => name)).toEqual(expect.arrayContaining(["public.secrets", "public.audit_events", "dbos.workflow_status", "dbos.operation_outputs"]));
  expect(dumps.find(([name]) => name === "dbos.operation_outputs")?.[1]).not.toBe("");
  expect(found(dumps)).toEqual([]);
});

test("no secret was on the command line of any process while all this happened", () => {
  expect(watch.seen().some((line) => line.includes("new-site"))).toBe(true);
  expect(found(watch.seen().map((line) => [line.slice(0, 80), line]))).toEqual([]);
});

test("what nobody needs any more is wiped", async () => {
  const rows = await world.prisma.secret.findMany({ where: { purpose: { in: ["owner_password", "administrator_password"] } } });
  expect(rows).toEqual([]);
  const keys = await world.prisma.secret.findMany({ where: { purpose: { in: ["api_key", "api_secret"] } } });
  expect(keys.every(({ expiresAt }) => expiresAt !== null)).toBe(true);
});
