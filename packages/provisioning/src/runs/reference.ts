import { randomInt } from "node:crypto";

/** Without 0/O, 1/I/L and U: what a person reads out on the telephone arrives as it was. */
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A run's reference for people, e.g. `R-7KQ2-M9XD`: 30^8 possibilities, unique by the database. */
export function newReference(): string {
  const group = () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return `R-${group()}-${group()}`;
}
