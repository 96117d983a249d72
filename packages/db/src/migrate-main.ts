import { databaseUrl } from "./env.ts";
import { migrate } from "./migrate.ts";

/** `node src/migrate-main.ts`: migrates the database in DATABASE_URL. */
const url = databaseUrl();
if (url === undefined) {
  console.error("Set DATABASE_URL to the PostgreSQL database to migrate, e.g. postgresql://user:password@127.0.0.1:5432/nexus");
  process.exit(1);
}
try {
  const applied = await migrate(url, { onProgress: (sentence) => console.log(sentence) });
  if (applied.length === 0) console.log("The database is up to date.");
  // The schema engine leaves a timer of 10 seconds behind that it cannot be asked to clear.
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
