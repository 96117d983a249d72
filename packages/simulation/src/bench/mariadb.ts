/** What is in one site's database, as far as runs can tell. */
export interface SiteDatabase {
  /** Whether the bench has filled it: a half-made site has tables and no more. */
  filled: "empty" | "half" | "whole";
  readonly apps: string[];
  /** App whose installation broke off. */
  halfApp: string | null;
  readonly users: Map<string, { password: string; apiKey: string | null; apiSecret: string | null }>;
  settings: Readonly<Record<string, unknown>> | null;
  isSetUp: boolean;
  scheduler: boolean;
  /** Tenants by subdomain, on the master site. */
  readonly register: Map<string, Readonly<Record<string, unknown>>>;
  /** Counts the sign-in links that were made. */
  links: number;
}

/** MariaDB and Redis of one bench: databases, their users with the databases that these may use, and cache keys. */
export interface MariaDb {
  isUp: boolean;
  readonly databases: Map<string, SiteDatabase>;
  /** Grants by `user@host`. */
  readonly users: Map<string, string[]>;
  readonly cacheKeys: Set<string>;
}

export function newMariaDb(): MariaDb {
  return { isUp: true, databases: new Map(), users: new Map(), cacheKeys: new Set() };
}

export function newSiteDatabase(): SiteDatabase {
  return { filled: "empty", apps: [], halfApp: null, users: new Map(), settings: null, isSetUp: false, scheduler: false, register: new Map(), links: 0 };
}

/** A database as text, for comparing. */
export function describeDatabase(database: SiteDatabase): string {
  return JSON.stringify(database, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
}
