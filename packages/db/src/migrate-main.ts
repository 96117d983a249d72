import { applicationPassword, databaseOwnerUrl, databaseUrl } from "./env.ts";
import { addressesGiven, prepareDatabase } from "./prepare-database.ts";

/** `node src/migrate-main.ts`: migrates the database in DATABASE_URL, as DATABASE_OWNER_URL where that is set. */
try {
  const given = addressesGiven({ url: databaseUrl(), ownerUrl: databaseOwnerUrl(), password: applicationPassword() });
  if (given === null) throw new Error("Set DATABASE_URL to the PostgreSQL database to migrate, e.g. postgresql://user:password@127.0.0.1:5432/nexus");
  const { warning } = await prepareDatabase(given, (sentence) => console.log(sentence));
  if (warning !== null) console.warn(`Warning: ${warning}`);
  console.log("The database is up to date.");
  // The schema engine leaves a timer of 10 seconds behind that it cannot be asked to clear.
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
