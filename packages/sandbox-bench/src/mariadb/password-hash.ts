import { createHash, pbkdf2Sync, randomBytes, timingSafeEqual } from "node:crypto";

// Rounds of passlib's pbkdf2_sha256, which Frappe uses.
const ROUNDS = 29_000;

/** A salted hash of a person's password, in passlib's notation. */
export function hashPassword(password: string, salt: Buffer = randomBytes(16)): string {
  const hash = pbkdf2Sync(password, salt, ROUNDS, 32, "sha256");
  return `$pbkdf2-sha256$${ROUNDS}$${salt.toString("base64url")}$${hash.toString("base64url")}`;
}

/** Whether `password` is the one behind `stored`; a hash in an unknown notation matches nothing. */
export function passwordMatches(password: string, stored: string): boolean {
  const [, scheme, rounds, salt, hash] = stored.split("$");
  if (scheme !== "pbkdf2-sha256" || rounds === undefined || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, "base64url");
  const actual = pbkdf2Sync(password, Buffer.from(salt, "base64url"), Number(rounds), expected.length, "sha256");
  return timingSafeEqual(actual, expected);
}

/** MariaDB's own hash of a database user's password (mysql_native_password); fast, for random passwords only. */
export function nativeHash(password: string): string {
  const once = createHash("sha1").update(password).digest();
  return `*${createHash("sha1").update(once).digest("hex").toUpperCase()}`;
}
