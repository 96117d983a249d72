import { randomBytes, randomInt } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { STATE } from "../paths.mjs";

const FILE = join(STATE, "secrets.env");

/** Letters and digits that nobody takes for one another. */
const READABLE = "abcdefghjkmnpqrstuvwxyz23456789";

/** Everything secret that the system cannot run without, and how to make one. */
const SECRETS = {
  NEXTAUTH_SECRET: hexadecimal,
  NEXUS_ENCRYPTION_KEY: hexadecimal,
  AGENT_SECRET: hexadecimal,
  DATABASE_APP_PASSWORD: hexadecimal,
  ADMIN_PASSWORD: readable,
};

/**
 * The secrets of this installation from `.nexus/secrets.env` (0600 in a folder 0700). Those that neither
 * the file nor `given` has are made now, once.
 */
export function keepSecrets(given) {
  mkdirSync(STATE, { recursive: true, mode: 0o700 });
  chmodSync(STATE, 0o700);
  const kept = existsSync(FILE) ? parseEnv(readFileSync(FILE, "utf8")) : {};
  const missing = Object.keys(SECRETS).filter((name) => !kept[name] && !given[name]);
  if (missing.length === 0) return kept;
  const secrets = { ...kept, ...Object.fromEntries(missing.map((name) => [name, SECRETS[name]()])) };
  const lines = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`);
  const note = "# Made by `npm start`. Without NEXUS_ENCRYPTION_KEY the secrets in the database cannot be read: keep it with your backups.\n";
  // Written beside and renamed: a start that is killed here never leaves half a file.
  writeFileSync(`${FILE}.new`, note + lines.join(""), { mode: 0o600 });
  renameSync(`${FILE}.new`, FILE);
  return secrets;
}

function hexadecimal() {
  return randomBytes(32).toString("hex");
}

/** 20 characters in groups of five, some 99 bits: `h7kqm-2xw9d-pv4tn-c8ryb`. */
function readable() {
  const group = () => Array.from({ length: 5 }, () => READABLE.charAt(randomInt(READABLE.length))).join("");
  return Array.from({ length: 4 }, group).join("-");
}
