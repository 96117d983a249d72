import { join, resolve } from "node:path";

/** Where things lie in a bench folder; the part above `mariadb` is as in a real one. */
export interface Bench {
  readonly root: string;
  readonly apps: string;
  readonly sites: string;
  readonly archive: string;
  readonly config: string;
  readonly logs: string;
  /** Databases and their users: state of their own, apart from the sites' folders. */
  readonly mariadb: string;
  /** What a real site keeps in Redis: one-time sign-in keys, by database name. */
  readonly redis: string;
}

/** The bench in folder `root`; touches nothing. */
export function benchAt(root: string): Bench {
  const absolute = resolve(root);
  return {
    root: absolute,
    apps: join(absolute, "apps"),
    sites: join(absolute, "sites"),
    archive: join(absolute, "archived", "sites"),
    config: join(absolute, "config"),
    logs: join(absolute, "logs"),
    mariadb: join(absolute, "mariadb"),
    redis: join(absolute, "redis"),
  };
}
