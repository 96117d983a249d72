import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
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

/** What MariaDB holds in databases of this product, its users and, where they are kept in tables, its logs; as text. */
export function dumpMariadb(bench, { host, port }) {
  const run = (program, args) => execFileSync(program, ["-h", host, "-P", String(port), "-u", bench.admin.user, ...args], {
    env: { PATH: process.env.PATH, MYSQL_PWD: bench.admin.password }, encoding: "latin1", maxBuffer: 2 ** 30, stdio: ["ignore", "pipe", "pipe"],
  });
  const ours = run("mariadb", ["-N", "-B", "-e", "SHOW DATABASES LIKE 'nx\\_%'"]).split("\n").filter((name) => name !== "");
  const server = run("mariadb", ["-N", "-B", "-e", "SELECT * FROM mysql.global_priv; SELECT * FROM mysql.general_log; SELECT * FROM mysql.slow_log"]);
  return `${server}${run("mariadb-dump", ["--single-transaction", "--skip-lock-tables", "--databases", ...ours])}`;
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
