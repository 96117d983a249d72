/**
 * Where to go after signing in: a path of this app and nothing else, so that a link to the sign-in page
 * cannot lead a person away. `null` for everything else.
 */
export function nextPage(wanted: string | null | undefined): string | null {
  if (wanted === null || wanted === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted)) return null;
  return wanted.includes("\\") ? null : wanted;
}
