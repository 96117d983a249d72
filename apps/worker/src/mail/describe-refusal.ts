/** Longest text that is kept of a mail server's answer. */
const LONGEST = 200;

/**
 * Why a mail was not accepted, for the audit log: the library's class of error and the server's own
 * words. Addresses are left out, and so is everything that is new each time, as far as that can be told.
 */
export function describeRefusal(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
  // Without an answer there is the system's own name for what went wrong, e.g. ECONNREFUSED.
  const answer = "response" in error && typeof error.response === "string" ? error.response : (/\bE[A-Z]{4,}\b/.exec(error.message)?.[0] ?? "");
  const words = answer.replace(/\S+@\S+/g, "<address>").replace(/\s+/g, " ").trim();
  return `${code}${words === "" ? "" : `: ${words}`}`.slice(0, LONGEST);
}
