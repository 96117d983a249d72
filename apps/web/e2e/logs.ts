import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What every process of the system under test has logged, each log as a pair of its file's name and its text. */
function logs(): [name: string, text: string][] {
  const folder = process.env.NEXUS_E2E_LOGS;
  if (folder === undefined || folder === "") throw new Error("Set NEXUS_E2E_LOGS to the folder of the system's logs, so that this test can look for secrets in them.");
  return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]);
}

/** How a secret could be written down. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, encodeURIComponent(secret), bytes.toString("base64").replace(/=+$/, ""), bytes.toString("base64url"), bytes.toString("hex")];
}

/** The logs that hold a secret; one of digits only counts where it is not part of a longer number, e.g. of a time. */
export function logsWith(secret: string): string[] {
  const holds = (text: string) => (/^\d+$/.test(secret) ? new RegExp(`(?<![\\d.])${secret}(?!\\d)`).test(text) : spellings(secret).some((spelling) => text.includes(spelling)));
  return logs().filter(([, text]) => holds(text)).map(([name]) => name);
}
