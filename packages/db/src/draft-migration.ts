import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startTemporaryPostgres } from "./embedded-postgres/temporary.ts";
import { migrate } from "./migrate.ts";
import { diffToSchema } from "./schema-engine/diff.ts";
import { PRISMA_DIRECTORY } from "./schema-engine/migration-list.ts";

/**
 * `node src/draft-migration.ts <name>`: writes prisma/migrations/<time>_<name>/migration.sql with what
 * schema.prisma has beyond the migrations so far. To be read, and completed by hand, before it is committed.
 */
const name = process.argv[2];
if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  console.error("Name the migration in lower-case words joined by _, e.g. `node src/draft-migration.ts add_plan_limits`.");
  process.exit(1);
}
const server = await startTemporaryPostgres();
try {
  await migrate(server.url);
  const sql = await diffToSchema(server.url);
  if (sql === null) {
    console.log("schema.prisma and the migrations agree; there is nothing to draft.");
  } else {
    const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
    const directory = join(PRISMA_DIRECTORY, "migrations", `${time}_${name}`);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "migration.sql"), sql);
    console.log(`Drafted ${directory}`);
  }
} finally {
  await server.stop();
}
// The schema engine leaves a timer of 10 seconds behind that it cannot be asked to clear.
process.exit();
