import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { findPostmaster, isAlive, stopPostmaster } from "../src/embedded-postgres/postmaster.ts";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../src/embedded-postgres/start.ts";

let home: string;

// One data directory for all tests, as making one takes a second; each test leaves it stopped and sound.
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "nexus-embedded-"));
  await chmod(home, 0o711);
});

afterEach(async () => {
  const postmaster = await findPostmaster(join(home, "data"));
  if (postmaster) await stopPostmaster(postmaster.pid);
});

afterAll(async () => { await rm(home, { recursive: true }); });

const start = (port = 0): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ home, logFile: join(home, "postgres.log"), port, settings: ["fsync=off"], attachedToTerminal: true });

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  return (await client.query<Row>(sql).finally(() => client.end().catch(() => undefined))).rows;
}

test("it speaks UTF-8, sorts by C.UTF-8, listens on loopback only, and keeps its password to its owner", async () => {
  const server = await start();
  expect(await query(server.url, "select pg_encoding_to_char(encoding) as encoding, datlocprovider as provider, datlocale as locale from pg_database where datname = 'nexus'"))
    .toEqual([{ encoding: "UTF8", provider: "b", locale: "C.UTF-8" }]);
  expect(await query(server.url, "select lower('ÀÉ') as lower")).toEqual([{ lower: "àé" }]);
  expect(await query(server.url, "show listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
  expect((await stat(join(home, "password"))).mode & 0o777).toBe(0o600);
  const wrong = new URL(server.url);
  wrong.password = "wrong";
  await expect(query(wrong.toString(), "select 1")).rejects.toThrow(/password authentication failed/);
});

test("a taken port is left alone and the next one used", async () => {
  const squatter = createServer();
  const port = await new Promise<number>((resolve) => {
    squatter.listen(0, "127.0.0.1", () => resolve((squatter.address() as AddressInfo).port));
  });
  const server = await start(port);
  squatter.close();
  expect(server.port).toBeGreaterThan(port);
  expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a second start finds the running server, with its data", async () => {
  const first = await start();
  await query(first.url, "create table found (id int)");
  const second = await start();
  expect(second).toMatchObject({ pid: first.pid, url: first.url, found: true });
  expect(await query(second.url, "select * from found")).toEqual([]);
});

test("after stop nothing runs, and the next start has the data", async () => {
  const first = await start();
  await query(first.url, "create table kept (id int)");
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);
  const second = await start();
  expect(second.found).toBe(false);
  expect(await query(second.url, "select * from kept")).toEqual([]);
});

test("a server that was killed comes back with everything that was committed", async () => {
  const first = await start();
  await query(first.url, "create table survived (id int); insert into survived values (7)");
  process.kill(first.pid, "SIGKILL");
  const second = await start();
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.url, "select id from survived")).toEqual([{ id: 7 }]);
});

test("a lock file whose number now belongs to another process does not stop the start", async () => {
  const first = await start();
  await first.stop();
  await writeFile(join(home, "data/postmaster.pid"), `${process.pid}\n${home}/data\n0\n${first.port}\n\n127.0.0.1\n\n\n`);
  const second = await start();
  expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a start that was killed while it made the data directory is made good by the next", async () => {
  const first = await start();
  await first.stop();
  await rm(join(home, "data"), { recursive: true });
  await writeFile(join(home, "draft"), "half made");
  const password = await readFile(join(home, "password"), "utf8");
  const second = await start();
  expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(await readFile(join(home, "password"), "utf8")).not.toBe(password);
});
