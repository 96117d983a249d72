const BLANK = "[secret]";
/** Shorter words would blank out half of the text, and a secret that short is none. */
const SHORTEST = 4;
/** Places where Frappe or MariaDB's programs write a password that nobody told us. */
const KNOWN_PLACES: readonly [RegExp, string][] = [
  [/(--password[= ])\S+/g, `$1${BLANK}`],
  [/(IDENTIFIED BY )'[^']*'/gi, `$1'${BLANK}'`],
  [/("?(?:db_password|root_password|admin_password|encryption_key)"?\s*[:=]\s*)\S+/g, `$1${BLANK}`],
];

/** Takes secrets out of a text before it is kept, logged or told. */
export type Scrub = (text: string) => string;

/** A scrubber for the given secrets and for the places where passwords are known to appear. */
export function scrubber(secrets: readonly string[]): Scrub {
  // The longest first: a secret may contain another.
  const known = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST).sort((a, b) => b.length - a.length);
  return (text) => {
    const told = known.reduce((rest, secret) => rest.replaceAll(secret, BLANK), text);
    return KNOWN_PLACES.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), told);
  };
}
