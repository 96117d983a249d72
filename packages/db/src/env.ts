/** The only place of this package that reads the environment. */

/** DATABASE_URL, or undefined when it is not set or empty. */
export function databaseUrl(): string | undefined {
  return process.env["DATABASE_URL"] || undefined;
}

/** DATABASE_OWNER_URL, or undefined when it is not set or empty. */
export function databaseOwnerUrl(): string | undefined {
  return process.env["DATABASE_OWNER_URL"] || undefined;
}

/** DATABASE_APP_PASSWORD, or undefined when it is not set or empty. */
export function applicationPassword(): string | undefined {
  return process.env["DATABASE_APP_PASSWORD"] || undefined;
}

/** For PostgreSQL's own programs: found by path, speaking English, and nothing else of ours. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], LC_ALL: "C" };
}

/** For Prisma's CLI, with settings of our own. */
export function cliEnvironment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...more };
}
