/** Longest time that a transaction of ours may idle, in milliseconds. */
const IDLE_IN_TRANSACTION_MS = 5_000;

/**
 * The connection string with a limit on idle transactions: a process that is frozen in the middle of one
 * must not keep its locks, as the one that takes over needs them.
 */
export function sessionUrl(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  const options = [url.searchParams.get("options"), `-c idle_in_transaction_session_timeout=${IDLE_IN_TRANSACTION_MS}`];
  url.searchParams.set("options", options.filter((option) => option !== null).join(" "));
  return url.toString();
}
