import { DBOS } from "@dbos-inc/dbos-sdk";
import { initializeDataSourceSchemaPG } from "@dbos-inc/dbos-sdk/datasource";
import type { Client } from "pg";

/** Schema of durable execution in the product's own database. */
export const DBOS_SCHEMA = "dbos";

/**
 * Brings up DBOS's own tables and its `dbos.enqueue_workflow(…)`, which lets a transaction of ours start a
 * run, and the table in which a step and its transaction are recorded together.
 */
export async function migrateDurableSchema(url: string, client: Client): Promise<void> {
  await DBOS.migrate(url, { schemaName: DBOS_SCHEMA });
  await client.query("begin");
  try {
    await initializeDataSourceSchemaPG(async (sql) => (await client.query<Record<string, unknown>>(sql)).rows, DBOS_SCHEMA);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}
