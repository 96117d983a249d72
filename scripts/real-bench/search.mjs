import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { NODE, ROOT } from "../launcher/paths.mjs";

/** How a secret may look where it should not be: as it is, URL-encoded, and in base64 wherever it begins there. */
export function formsOf(secret) {
  const base64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString("base64").replace(/=+$/, "");
    // The first and the last characters also hold bits of what is beside.
    return text.slice(Math.ceil((before * 8) / 6), -1);
  });
  return [...new Set([secret, encodeURIComponent(secret), new URLSearchParams({ x: secret }).toString().slice(2), JSON.stringify(secret).slice(1, -1), ...base64])];
}

/** Files below `folder` that hold one of the secrets, with those that each holds. Patterns go to grep on its input, not on its argv. */
export async function searchFiles(folder, secrets) {
  const found = await grep(["-rlaF", "-D", "skip"], folder, secrets);
  const each = await Promise.all(found.map(async (file) => {
    const held = await Promise.all(secrets.map(async (secret) => ((await grep(["-laF"], file, [secret])).length > 0 ? secret : null)));
    return { file, held: held.filter((secret) => secret !== null) };
  }));
  return each.filter(({ held }) => held.length > 0);
}

async function grep(options, place, secrets) {
  const child = spawn("grep", [...options, "-f", "-", "--", place], { stdio: ["pipe", "pipe", "ignore"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => { said += text; });
  child.stdin.end(secrets.flatMap(({ value }) => formsOf(value)).join("\n"));
  await once(child, "close");
  return said.split("\n").filter((line) => line !== "");
}

/** Secrets that a text holds in any form. */
export function heldBy(text, secrets) {
  return secrets.filter(({ value }) => formsOf(value).some((form) => text.includes(form)));
}

/** Databases that hold nothing of their own: views of the server and of the others. */
const VIEWS = new Set(["information_schema", "performance_schema", "sys"]);
/** Where MariaDB writes; what a setting names without a folder is in the first. */
const WRITTEN = "SELECT @@datadir, @@general_log_file, @@slow_query_log_file, @@log_error, COALESCE(@@log_bin_basename, '')";

/**
 * All that MariaDB holds, as texts with their places: each database, and its users and, where they are kept in
 * tables, its logs. `text` is null where neither the administrator nor the
 * database's own user, of `logins`, may read.
 */
export function* dumpMariadb(bench, address, logins) {
  const administrator = clientOf(address, bench.admin);
  yield { place: "MariaDB", text: administrator("mariadb", ["-N", "-B", "-e", "SELECT * FROM mysql.global_priv; SELECT * FROM mysql.general_log; SELECT * FROM mysql.slow_log"]) };
  for (const name of administrator("mariadb", ["-N", "-B", "-e", "SHOW DATABASES"]).split("\n").filter((name) => name !== "" && !VIEWS.has(name))) {
    const login = logins.find(({ user }) => user === name);
    yield { place: `MariaDB: ${name}`, text: dumped(administrator, name) ?? (login === undefined ? null : dumped(clientOf(address, login), name)) };
  }
}

/** Files and folders that MariaDB writes, its data folder first, and whether this user can read all that is there. */
export function mariadbPlaces(bench, address) {
  const [folder, ...logs] = clientOf(address, bench.admin)("mariadb", ["-N", "-B", "-e", WRITTEN]).replace(/\n$/, "").split("\t");
  const [general, slow, errors, binary] = logs.map((file) => (file === "" ? null : resolve(folder, file)));
  const outside = [general, slow, errors, binary === null ? null : dirname(binary)].filter((place) => place !== null && !`${place}/`.startsWith(resolve(folder) + "/"));
  const isHere = ["localhost", "127.0.0.1", "::1"].includes(address.host);
  // The data folder itself may be open to all whose databases are not.
  return [{ place: folder, isReadable: isHere && mayRead(join(folder, "mysql")) }, ...[...new Set(outside)].map((place) => ({ place, isReadable: isHere && mayRead(place) }))];
}

function clientOf({ host, port }, { user, password }) {
  return (program, args) => execFileSync(program, ["-h", host, "-P", String(port), "-u", user, ...args], {
    env: { PATH: process.env.PATH, MYSQL_PWD: password }, encoding: "latin1", maxBuffer: 2 ** 30, stdio: ["ignore", "pipe", "pipe"],
  });
}

function dumped(client, name) {
  try {
    return client("mariadb-dump", ["--single-transaction", "--skip-lock-tables", "--databases", name]);
  } catch {
    return null;
  }
}

function mayRead(place) {
  try {
    accessSync(place, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** Each row of each table of a PostgreSQL database, as text; the driver is a dependency of packages/db. */
export function dumpPostgres(url) {
  const program = `import pg from "pg";
    const client = new pg.Client({ connectionString: process.env.URL });
    await client.connect();
    const { rows } = await client.query("select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')");
    for (const { name } of rows) for (const row of (await client.query("select t::text as row from " + name + " t")).rows) process.stdout.write(row.row + "\\n");
    await client.end();`;
  return execFileSync(NODE, ["--input-type=module", "-e", program], { cwd: join(ROOT, "packages/db"), env: { PATH: process.env.PATH, URL: url }, encoding: "utf8", maxBuffer: 2 ** 30 });
}
