import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Failure } from "../launcher/failure.mjs";
import { NODE, ROOT } from "../launcher/paths.mjs";

/**
 * A PostgreSQL for all tests: the one in NEXUS_TEST_DATABASE_URL, or an embedded one in a temporary folder.
 * @returns `{url, stop}`.
 */
export async function holdPostgres() {
  const given = process.env.NEXUS_TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => undefined };
  const holder = spawn(NODE, ["packages/db/src/embedded-postgres/hold-temporary.ts"], { cwd: ROOT, stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(holder, "close");
  const lines = createInterface({ input: holder.stdout });
  const first = await Promise.race([once(lines, "line"), ended.then(() => null)]);
  if (first === null) throw new Failure("PostgreSQL for the tests did not start; the reason is above. Set NEXUS_TEST_DATABASE_URL to use a server of your own.");
  const stop = async () => {
    holder.stdin.end();
    await ended;
  };
  return { url: first[0], stop };
}

/** Makes an empty database. @returns its address. */
export async function makeDatabase(serverUrl, name) {
  await changeDatabases(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

/** Deletes a database, whoever is connected to it, and the role that the launcher made for it. */
export async function dropDatabase(serverUrl, name) {
  await changeDatabases(serverUrl, `drop database if exists ${name} with (force)`);
  await changeDatabases(serverUrl, `drop role if exists ${name}_app`);
}

/** Runs one statement; the driver is a dependency of packages/db, so that is where it runs. */
async function changeDatabases(serverUrl, sql) {
  const program = "import pg from 'pg'; const c = new pg.Client({ connectionString: process.env.URL }); await c.connect(); await c.query(process.env.SQL); await c.end();";
  const child = spawn(NODE, ["--input-type=module", "-e", program], { cwd: join(ROOT, "packages/db"), env: { ...process.env, URL: serverUrl, SQL: sql }, stdio: "inherit" });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Failure(`PostgreSQL refused “${sql}”; the reason is above.`);
}
