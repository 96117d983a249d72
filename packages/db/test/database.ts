import { randomBytes } from "node:crypto";
import pg from "pg";
import { applicationRoleOf } from "../src/application-role/name.ts";

/** An empty database, not migrated. */
export interface EmptyDatabase {
  readonly url: string;
  readonly query: pg.Pool["query"];
  readonly drop: () => Promise<void>;
}

export async function createEmptyDatabase(): Promise<EmptyDatabase> {
  const server = process.env["NEXUS_TEST_DATABASE_URL"] ?? "";
  const name = `nexus_test_${randomBytes(8).toString("hex")}`;
  await once(server, `create database ${name}`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  const url = address.toString();
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  pool.on("error", () => undefined);
  const drop = async (): Promise<void> => {
    await pool.end();
    await once(server, `drop database ${name} with (force)`);
    await once(server, `drop role if exists ${applicationRoleOf(name)}`);
  };
  return { url, query: pool.query.bind(pool), drop };
}

async function once(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
