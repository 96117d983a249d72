import { NO_FILTER, readMigrationList } from "./migration-list.ts";
import { openSchemaEngine } from "./open.ts";

/**
 * Applies the migrations of a folder that a database does not have yet, recorded in `_prisma_migrations`
 * as Prisma's CLI does. Each is one transaction, so one that failed or whose runner was killed is tried again.
 *
 * @returns names of those applied now.
 */
export async function applyMigrations(url: string, directory?: string): Promise<readonly string[]> {
  const migrationsList = await readMigrationList(directory);
  const { engine, scriptError, close } = await openSchemaEngine(url);
  try {
    const { failedMigrationNames } = await engine.diagnoseMigrationHistory({
      migrationsList, optInToShadowDatabase: false, filters: NO_FILTER,
    });
    for (const migrationName of failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
    return appliedMigrationNames;
  } catch (cause) {
    const reason = scriptError() ?? cause;
    const words = reason instanceof Error ? reason.message : String(reason);
    throw new Error(`The database could not be migrated: ${words}`, { cause });
  } finally {
    await close();
  }
}
