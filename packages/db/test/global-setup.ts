import { startTemporaryPostgres } from "../src/embedded-postgres/temporary.ts";

/** The same as `@nexus/testing/global-setup`, which this package cannot use: it is built on this one. */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env["NEXUS_TEST_DATABASE_URL"]) return async () => undefined;
  const server = await startTemporaryPostgres();
  process.env["NEXUS_TEST_DATABASE_URL"] = server.url;
  return async () => {
    delete process.env["NEXUS_TEST_DATABASE_URL"];
    await server.stop();
  };
}
