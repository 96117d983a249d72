import { startTemporaryPostgres } from "@nexus/db/embedded-postgres/temporary";
import { sharedServerUrl, shareServerUrl } from "./env.ts";

/**
 * For `globalSetup` in a vitest.config.ts: a PostgreSQL for all test files of the run, unless
 * NEXUS_TEST_DATABASE_URL names one, as `npm test` does for all packages together.
 *
 * @returns what ends it again.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (sharedServerUrl() !== undefined) return async () => undefined;
  const server = await startTemporaryPostgres();
  shareServerUrl(server.url);
  return async () => {
    shareServerUrl(null);
    await server.stop();
  };
}
