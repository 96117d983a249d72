/** Any origin of no other use: a path is of this app when it keeps it. */
const HERE = "http://here.invalid";

/**
 * Where to go after signing in: a path of this app and nothing else, so that a link to the sign-in page
 * cannot lead a person away. `null` for everything else, also for what only becomes `//elsewhere` once its
 * dots are resolved.
 */
export function nextPage(wanted: string | null | undefined): string | null {
  if (wanted === null || wanted === undefined || !/^\/[\x21-\x7e]*$/.test(wanted) || wanted.includes("\\")) return null;
  if (!URL.canParse(wanted, HERE)) return null;
  const { origin, pathname, search, hash } = new URL(wanted, HERE);
  return origin === HERE && !pathname.startsWith("//") ? `${pathname}${search}${hash}` : null;
}
