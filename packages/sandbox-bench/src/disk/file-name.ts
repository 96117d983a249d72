/** A name of a database, user or table as a file name: reversible, and never `..` or a path. */
export function toFileName(name: string): string {
  return encodeURIComponent(name).replaceAll(".", "%2E");
}

/** The name behind {@link toFileName}. */
export function fromFileName(file: string): string {
  return decodeURIComponent(file);
}
