import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NO_FILTER, PRISMA_DIRECTORY } from "./migration-list.ts";
import { openSchemaEngine } from "./open.ts";

/**
 * The SQL that would bring a database to schema.prisma; null when they agree. Only reads.
 *
 * @param url the database, e.g. one with all migrations applied.
 */
export async function diffToSchema(url: string): Promise<string | null> {
  const path = "schema.prisma";
  const content = await readFile(join(PRISMA_DIRECTORY, path), "utf8");
  const { engine, close } = await openSchemaEngine(url);
  try {
    const { stdout, exitCode } = await engine.diff({
      // The schema only says which connector it is; the engine looks at the adapter's database.
      from: { tag: "schemaDatasource", files: [{ path, content }], configDir: PRISMA_DIRECTORY },
      to: { tag: "schemaDatamodel", files: [{ path, content }] },
      script: true,
      exitCode: true,
      filters: NO_FILTER,
    });
    return exitCode === 2 ? stdout ?? "" : null;
  } finally {
    await close();
  }
}
