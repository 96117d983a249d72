import type { HelperOp } from "@nexus/agent-contract/helper-protocol";
import type { Disk } from "../disk/disk.ts";
import { accessDenied, noSpace, noSuchSite, PythonError, serverDown } from "./frappe-error.ts";
import { newSiteDatabase, type MariaDb, type SiteDatabase } from "./mariadb.ts";

/** The bench that an operation works on. */
export interface BenchState {
  readonly path: string;
  readonly disk: Disk;
  readonly mariadb: MariaDb;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Where commands of ours met what an earlier one of ours had left half-done; in words. */
  readonly stumbles: string[];
}

type Arguments = Readonly<Record<string, unknown>>;
type Operation = (bench: BenchState, args: Arguments) => Readonly<Record<string, unknown>>;

/** What the helper's operations do to the bench; each is done whole or not at all, as a transaction of Frappe's is. */
export const OPERATIONS: Readonly<Partial<Record<HelperOp, Operation>>> = {
  createDatabase: ({ mariadb, disk }, { dbName, host }) => {
    connect(mariadb);
    if (disk.isFull) throw noSpace();
    const name = String(dbName);
    if (mariadb.databases.has(name)) throw new PythonError("nexus_ops.database.DatabaseTaken", `Database ${name} already exists`);
    mariadb.databases.set(name, newSiteDatabase());
    mariadb.users.set(`${name}@${host === null ? "localhost" : String(host)}`, [name]);
    return {};
  },

  dropDatabase: ({ mariadb }, { dbName }) => {
    connect(mariadb);
    const name = String(dbName);
    const users = [...mariadb.users.keys()].filter((user) => user.startsWith(`${name}@`));
    const dropped = [...(mariadb.databases.delete(name) ? [name] : []), ...users];
    for (const user of users) mariadb.users.delete(user);
    for (const key of mariadb.cacheKeys) if (key.startsWith(`${name}|`)) mariadb.cacheKeys.delete(key);
    return { dropped };
  },

  inventory: (bench) => {
    connect(bench.mariadb);
    return inventoryOf(bench);
  },

  createOwner: (bench, { site, email, password }) => {
    const database = open(bench, site);
    const known = database.users.get(String(email));
    database.users.set(String(email), { apiKey: null, apiSecret: null, ...known, password: String(password) });
    return { created: known === undefined };
  },

  setOwnerPassword: (bench, { site, email, password }) => {
    userOf(open(bench, site), email).password = String(password);
    return { changed: true };
  },

  setApiKeys: (bench, { site, user, apiKey, apiSecret }) => {
    const row = userOf(open(bench, site), user);
    const changed = row.apiKey !== apiKey || row.apiSecret !== apiSecret;
    row.apiKey = String(apiKey);
    row.apiSecret = String(apiSecret);
    return { changed };
  },

  completeSetup: (bench, { site }) => {
    const database = open(bench, site);
    const wasComplete = database.isSetUp;
    database.isSetUp = true;
    return { setupComplete: true, wasComplete };
  },

  setScheduler: (bench, { site, enabled }) => {
    open(bench, site).scheduler = enabled === true;
    return {};
  },

  setMaintenanceMode: (bench, { site, on }) => {
    if (configuredDatabase(bench, String(site)) === null) throw noSuchSite(String(site));
    if (bench.disk.isFull) throw noSpace();
    const file = bench.disk.file(`${bench.path}/sites/${String(site)}/site_config.json`);
    file.bytes = Buffer.from(`${JSON.stringify({ ...configOf(file.bytes), maintenance_mode: on === true ? 1 : 0 })}\n`);
    return {};
  },

  seedSettings: (bench, { site, ...settings }) => {
    open(bench, site).settings = { ...settings };
    return { seeded: true };
  },

  registerTenant: (bench, { site, subdomain, ...entry }) => {
    const { register } = open(bench, site);
    const created = !register.has(String(subdomain));
    register.set(String(subdomain), { ...register.get(String(subdomain)), ...withoutNulls(entry) });
    return { created };
  },

  loginLink: (bench, { site, email }) => {
    const database = open(bench, site);
    userOf(database, email);
    database.links += 1;
    return { path: `/api/method/frappe.www.login.login_via_key?key=once-${database.links}` };
  },

  siteFacts: (bench, { site }) => {
    const dbName = configuredDatabase(bench, String(site));
    const database = dbName === null ? undefined : bench.mariadb.databases.get(dbName);
    return {
      exists: bench.disk.find(`${bench.path}/sites/${String(site)}`) !== undefined, dbName,
      installedApps: database?.apps ?? null, setupComplete: database?.isSetUp ?? null, schedulerEnabled: database?.scheduler ?? null,
    };
  },

  describe: () => ({ frappeVersion: "15.72.4", apps: ["frappe", "alpha", "beta"], needs: { frappe: [], alpha: [], beta: [] }, sandbox: true }),
};

/** Where the agent moves the folder of a site that it removes, with the database's name after it. */
export const REMOVED = ".nexus-removed-";

/** What lies on the bench, in the contract's form. */
export function inventoryOf(bench: BenchState) {
  const { path, disk, mariadb } = bench;
  const folders = (at: string): string[] => {
    const node = disk.find(at);
    return node?.kind === "folder" ? [...node.entries].filter(([, { kind }]) => kind === "folder").map(([name]) => name).sort() : [];
  };
  return {
    sites: folders(`${path}/sites`).filter((name) => !name.startsWith(REMOVED)).map((site) => ({ site, dbName: configuredDatabase(bench, site), maintenance: configuredDatabase(bench, site) === null ? null : isInMaintenance(bench, site) })),
    archives: [
      ...folders(`${path}/archived/sites`).map((archive) => ({ archive, dbName: databaseIn(bench, `${path}/archived/sites/${archive}`) })),
      ...folders(`${path}/sites`)
        .filter((name) => name.startsWith(REMOVED))
        .flatMap((place) => folders(`${path}/sites/${place}`).map((archive) => ({ archive, dbName: place.slice(REMOVED.length) }))),
    ],
    databases: [...mariadb.databases.keys()].sort(),
    databaseUsers: [...mariadb.users].sort(([a], [b]) => (a < b ? -1 : 1)).map(([user, grants]) => ({ user, grants: [...grants] })),
    redisKeys: null,
  };
}

/** The database of a site that a request reaches. @throws PythonError as Frappe does where it cannot be reached. */
export function open(bench: BenchState, site: unknown): SiteDatabase {
  const dbName = configuredDatabase(bench, String(site));
  if (dbName === null) throw noSuchSite(String(site));
  connect(bench.mariadb);
  const database = bench.mariadb.databases.get(dbName);
  const mayUse = [...bench.mariadb.users].some(([user, grants]) => user.startsWith(`${dbName}@`) && grants.includes(dbName));
  if (database === undefined || !mayUse) throw accessDenied(dbName);
  return database;
}

/** The database that a site's config names. */
export function configuredDatabase(bench: BenchState, site: string): string | null {
  return databaseIn(bench, `${bench.path}/sites/${site}`);
}

function databaseIn({ disk }: BenchState, folder: string): string | null {
  const file = disk.find(`${folder}/site_config.json`);
  return file?.kind === "file" ? configOf(file.bytes).db_name ?? null : null;
}

/** Whether a site's config has it closed to visitors. */
export function isInMaintenance({ path, disk }: BenchState, site: string): boolean {
  const file = disk.find(`${path}/sites/${site}/site_config.json`);
  return file?.kind === "file" && configOf(file.bytes).maintenance_mode === 1;
}

function configOf(bytes: Buffer): { db_name?: string; maintenance_mode?: number } {
  return JSON.parse(bytes.toString("utf8")) as { db_name?: string; maintenance_mode?: number };
}

function connect(mariadb: MariaDb): void {
  if (!mariadb.isUp) throw serverDown();
}

function userOf(database: SiteDatabase, email: unknown) {
  const user = database.users.get(String(email));
  if (user === undefined) throw new PythonError("frappe.exceptions.DoesNotExistError", "User not found on this site");
  return user;
}

function withoutNulls(entry: Arguments): Arguments {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null));
}
