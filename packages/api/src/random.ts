import { randomBytes, randomInt } from "node:crypto";

/** Where codes and tokens come from; tests pass their own to know the code. */
export interface RandomSource {
  /** Six digits. */
  code(): string;
  /** 256 bits, base64url. */
  token(): string;
}

/** From the operating system. */
export const secureRandom: RandomSource = {
  code: () => String(randomInt(1_000_000)).padStart(6, "0"),
  token: () => randomBytes(32).toString("base64url"),
};
