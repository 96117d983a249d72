import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

/** Something that is searched for secrets: what it is called, and all that is written in it. */
export type Place = readonly [name: string, text: string];

/** How a secret could be written down. */
const spellings = (secret: string): string[] => [...new Set([
  secret, encodeURIComponent(secret), new URLSearchParams({ v: secret }).toString().slice(2), JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""), Buffer.from(secret).toString("base64url"), Buffer.from(secret).toString("hex"),
])];

/** @returns a text for each secret, by its name, and each place in which it lies in the clear. */
export function foundIn(secrets: ReadonlyMap<string, string>, places: readonly Place[]): string[] {
  return [...secrets].flatMap(([name, secret]) => {
    const written = spellings(secret);
    return places.filter(([, text]) => written.some((spelling) => text.includes(spelling))).map(([place]) => `${name} in ${place}`);
  });
}

/** All files of a folder, and of those in it. */
export function filesBelow(folder: string): Place[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name), "utf8")]);
}

/** Each table of the product and of durable execution, as text. */
export async function dumpTables(databaseUrl: string): Promise<Place[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>("select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'dbos')");
  const dumps: Place[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query<{ dump: string | null }>(`select string_agg(t::text, E'\\n') as dump from ${name} t`);
    dumps.push([name, rows[0]?.dump ?? ""]);
  }
  await client.end();
  return dumps;
}
