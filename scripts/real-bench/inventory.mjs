import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PROGRAM = join(import.meta.dirname, "inventory.py");

/** Keys of Redis that Frappe has for the whole bench, whatever its sites. */
const OF_THE_BENCH = /^(None\|.*|assets_json|rq:queues|rq:workers.*)$/;

/**
 * What lies on a real bench, looked at past everything of ours, as sorted lines: site folders and archives
 * with their databases, databases, users with their grants, and the keys of Redis.
 */
export function takeInventory(bench) {
  const { databases, users, redis } = askServices(bench, { values: false });
  // What is cached of the master site changes with each entry of its register.
  const master = bench.masterSite === null ? null : databaseOf(join(bench.path, "sites", bench.masterSite));
  return [
    ...folders(join(bench.path, "sites")).map((line) => `folder ${line}`),
    ...folders(join(bench.path, "archived/sites")).map((line) => `archive ${line}`),
    ...databases.map((name) => `database ${name}`),
    ...Object.entries(users).flatMap(([user, grants]) => [`user ${user}`, ...grants.map((grant) => `grant ${user}: ${grant}`)]),
    ...Object.keys(redis).filter((key) => !OF_THE_BENCH.test(key) && !key.startsWith(`${master}|`)).map((key) => `redis ${key}`),
  ].sort();
}

/** `databases`, `users` with grants, and Redis' keys, with their values where `values` is set. */
export function askServices(bench, { values }) {
  const input = JSON.stringify({ ...bench.admin, values });
  const said = execFileSync(join(bench.path, "env/bin/python"), [PROGRAM], { cwd: join(bench.path, "sites"), input, encoding: "utf8", maxBuffer: 2 ** 30, stdio: ["pipe", "pipe", "pipe"] });
  return JSON.parse(said);
}

/** Lines that only one of two inventories has, with a sign. */
export function difference(before, after) {
  const [had, has] = [new Set(before), new Set(after)];
  return [...after.filter((line) => !had.has(line)).map((line) => `+ ${line}`), ...before.filter((line) => !has.has(line)).map((line) => `- ${line}`)];
}

function folders(parent) {
  if (!existsSync(parent)) return [];
  return readdirSync(parent, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== "assets").map(({ name }) => `${name} (${databaseOf(join(parent, name)) ?? "no config"})`);
}

function databaseOf(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, "site_config.json"), "utf8")).db_name;
  } catch {
    return null;
  }
}
