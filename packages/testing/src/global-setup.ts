import { startTemporaryPostgres } from "@nexus/db/embedded-postgres/temporary";

/**
 * For `globalSetup` in a vitest.config.ts: a PostgreSQL for all test files of the run, unless
 * NEXUS_TEST_DATABASE_URL names one, as `npm test` does for all packages together.
 *
 * @returns what ends it again.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env["NEXUS_TEST_DATABASE_URL"]) return async () => undefined;
  const server = await startTemporaryPostgres();
  process.env["NEXUS_TEST_DATABASE_URL"] = server.url;
  return async () => {
    delete process.env["NEXUS_TEST_DATABASE_URL"];
    await server.stop();
  };
}
