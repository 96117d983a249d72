import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** OWASP's recommendation for scrypt with 32 MiB (Password Storage Cheat Sheet): N = 2^15, r = 8, p = 3. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const MAX_MEMORY = 64 * 1024 * 1024;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

/**
 * Hashes a password with scrypt.
 *
 * @returns `scrypt$N$r$p$salt$key`, the last two as base64url.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Does the work of a comparison for an account that does not exist, so that the time tells nothing. */
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${"A".repeat(22)}$${"A".repeat(43)}`;

/** Whether a password belongs to a hash of {@link hashPassword}; `null` belongs to no password, after the same work. */
export async function passwordMatches(password: string, hash: string | null): Promise<boolean> {
  const [scheme, N, r, p, salt = "", key = ""] = (hash ?? NOBODY).split("$");
  if (scheme !== "scrypt") throw new Error("A stored password hash is not in a format that this version reads.");
  const known = Buffer.from(key, "base64url");
  const given = await derive(password, Buffer.from(salt, "base64url"), { N: Number(N), r: Number(r), p: Number(p) });
  return known.length === given.length && timingSafeEqual(known, given) && hash !== null;
}

function derive(password: string, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, { ...cost, maxmem: MAX_MEMORY }, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
