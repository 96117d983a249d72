import { createHash, randomBytes } from "node:crypto";
import { asObject } from "../disk/write-atomic.ts";
import { changeKeys } from "../redis/change-keys.ts";
import type { Site } from "./site.ts";

/** A key that signs `email` in once within `minutes`. Only its digest is stored. @throws ConnectionError when Redis is down. */
export function makeOneTimeKey(site: Site, email: string, validity: { minutes: number; now: Date }): string {
  const key = randomBytes(28).toString("hex");
  changeKeys(site, validity.now, (keys) => {
    keys[digest(key)] = { email, expiresAt: validity.now.getTime() + validity.minutes * 60_000 };
  });
  return key;
}

/** Uses a key up. @returns the address that it signs in, or `null` when it was used, is too old, or never existed. */
export function useOneTimeKey(site: Site, key: string, now: Date): string | null {
  return changeKeys(site, now, (keys) => {
    const entry = asObject(keys[digest(key)]);
    delete keys[digest(key)];
    return typeof entry["email"] === "string" ? entry["email"] : null;
  });
}

function digest(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
