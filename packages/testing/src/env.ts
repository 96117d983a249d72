/** The only place of this package that reads and sets the environment, which is how vitest's processes share it. */
const NAME = "NEXUS_TEST_DATABASE_URL";

/** The server for tests that somebody gave, or `shareServerUrl` shared; undefined when there is none. */
export function sharedServerUrl(): string | undefined {
  return process.env[NAME] || undefined;
}

/** Tells the processes that are started after this which server to use; null takes it back. */
export function shareServerUrl(url: string | null): void {
  process.env[NAME] = url ?? "";
}
