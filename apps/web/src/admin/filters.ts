/** What Next.js gives a page of its URL's query. */
export type Query = Readonly<Record<string, string | string[] | undefined>>;

/** The one value of a name in a URL's query; nothing for an empty or a repeated one. */
export function one(query: Query, name: string): string | undefined {
  const value = query[name];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** A value that must be one of a closed list. */
export function oneOf<T extends string>(query: Query, name: string, allowed: readonly T[]): T | undefined {
  const value = one(query, name);
  return allowed.find((known) => known === value);
}

/** A time as ISO 8601 in a URL's query. */
export function time(query: Query, name: string): Date | undefined {
  const at = new Date(one(query, name) ?? "");
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** Only what was given, so that a schema's optional fields stay left out. */
export function given<T extends object>(filters: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(filters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
