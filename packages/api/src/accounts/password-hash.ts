import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** scrypt's parameters; memory is 128 · N · r bytes. */
export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const KEY_BYTES = 32;
const SALT_BYTES = 16;

/**
 * Hashes a password with scrypt.
 *
 * @returns `scrypt$N$r$p$salt$key`, the last two as base64url.
 */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, cost);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/**
 * Whether a password belongs to a hash of {@link hashPassword}. `null`, for an account that does not
 * exist, belongs to no password, but after the work of `cost`, so that the time tells nothing.
 */
export async function passwordMatches(password: string, hash: string | null, cost: PasswordCost): Promise<boolean> {
  if (hash === null) {
    await derive(password, randomBytes(SALT_BYTES), cost);
    return false;
  }
  const [scheme, N, r, p, salt = "", key = ""] = hash.split("$");
  if (scheme !== "scrypt") throw new Error("A stored password hash is not in a format that this version reads.");
  const known = Buffer.from(key, "base64url");
  const given = await derive(password, Buffer.from(salt, "base64url"), { N: Number(N), r: Number(r), p: Number(p) });
  return known.length === given.length && timingSafeEqual(known, given);
}

function derive(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  const maxmem = 256 * cost.N * cost.r;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, { ...cost, maxmem }, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
