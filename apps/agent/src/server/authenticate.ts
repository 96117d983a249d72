import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a header carries the secret, in a time that tells nothing of either. */
export function secretMatcher(secret: string): (header: string | string[] | undefined) => boolean {
  const expected = digest(secret);
  return (header) => timingSafeEqual(digest(typeof header === "string" ? header : ""), expected);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
