import { isOurDatabase, isSiteHost } from "@nexus/domain/names/site";
import { subdomainProblem } from "@nexus/domain/names/subdomain";
import { PLANS } from "@nexus/domain/plans/plan";
import { z } from "zod";

/** Full lower-case host of a site; also its directory, so nothing that could leave `sites/` passes. */
export const site = z.string().refine(isSiteHost, "A site is a lower-case host name such as acme.example.com.");

/** A site that is to be made: its first label is a workspace's name. Which apps the bench has is for Frappe to ask, which refuses a site that is called like one. */
const freshSite = site.refine((host) => subdomainProblem(host.split(".", 1).join(), { appNames: [] }) === null, "A new site's host begins with a name that a workspace may have.");

/** Python module name of a Frappe app. */
export const app = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, "An app is a Python module name such as erpnext.");

/** A database that carries the product's mark; no other is ever created or dropped. */
export const ourDatabase = z.string().refine(isOurDatabase, "A database of this product is called nx_<24 hex digits>_<attempt>.");

const secret = z.string().min(1).max(256);
const email = z.email().max(254);
const shortText = z.string().trim().min(1).max(140);

/**
 * Everything that may be done to a bench. A closed union: no free argv reaches the bench.
 * Fields named in {@link SECRET_FIELDS} reach it on standard input only and are never stored.
 * What is done to a workspace's site carries its `dbName`: where the site's config names another
 * database, it is somebody else's, and the agent answers `NOT_OURS`.
 */
export const command = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("newSite"), site: freshSite, dbName: ourDatabase, adminPassword: secret }),
  z.strictObject({ type: z.literal("installApp"), site, dbName: ourDatabase, app }),
  /** Idempotent removal of all that `newSite` made: refuses a site whose database is another one. */
  z.strictObject({ type: z.literal("dropSite"), site, dbName: ourDatabase, backup: z.boolean() }),
  /**
   * Idempotent removal of what a run that is over left under its database's name: `dropSite` without a
   * backup, which leaves the folder alone where another site has the name by now.
   */
  z.strictObject({ type: z.literal("removeLeftovers"), site, dbName: ourDatabase }),
  z.strictObject({ type: z.literal("setAdminPassword"), site, password: secret }),
  z.strictObject({ type: z.literal("setConfig"), site, key: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/), value: z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]) }),
  z.strictObject({ type: z.literal("backup"), site }),
  z.strictObject({ type: z.literal("restore"), site, file: z.string().regex(/^[\w.-]{1,200}\.sql(\.gz)?$/) }),
  z.strictObject({ type: z.literal("migrate"), site }),
  z.strictObject({ type: z.literal("setScheduler"), site, dbName: ourDatabase, enabled: z.boolean() }),
  /** Closes a site to visitors, to read as well, or opens it again. Done by the helper, so that closing waits for no bench command of another site. */
  z.strictObject({ type: z.literal("setMaintenanceMode"), site, dbName: ourDatabase, on: z.boolean() }),
  /** Creates the owner, or brings an existing one to exactly this state; never a second user. */
  z.strictObject({ type: z.literal("createOwner"), site, dbName: ourDatabase, email, fullName: shortText, password: secret }),
  /** Sets the password of a user that exists, and ends every session of theirs. */
  z.strictObject({ type: z.literal("setOwnerPassword"), site, dbName: ourDatabase, email, password: secret }),
  /** The caller makes key and secret, so that a repeated call changes nothing. */
  z.strictObject({ type: z.literal("setApiKeys"), site, dbName: ourDatabase, user: email, apiKey: secret, apiSecret: secret }),
  /** Marks the setup wizard as done, so that the owner lands on a usable desk, and tells the site its address for links in its mails. */
  z.strictObject({
    type: z.literal("completeSetup"), site, dbName: ourDatabase, siteUrl: z.url(), email, fullName: shortText, organization: shortText,
    language: z.string().max(10), country: z.string().max(60), timeZone: z.string().max(60), currency: z.string().regex(/^[A-Z]{3}$/),
  }),
  /** Does nothing on a site without the doctype, and says so in its result. */
  z.strictObject({ type: z.literal("seedSettings"), site, dbName: ourDatabase, organization: shortText, plan: z.enum(PLANS), maxUsers: z.int().positive() }),
  /** Writes `SaaS Tenant` on the master site, creating the doctype when it is missing. Key and secret that are null stay as they are. */
  z.strictObject({
    type: z.literal("registerTenant"), site, subdomain: z.string().max(63), ownerEmail: email, organization: shortText,
    siteUrl: z.url(), plan: z.enum(PLANS), status: z.enum(["Active", "Suspended", "Deleted"]), adminUser: email, apiKey: secret.nullable(), apiSecret: secret.nullable(),
  }),
]);

/** One thing to do to a bench; see {@link command}. */
export type Command = z.infer<typeof command>;
export type CommandType = Command["type"];

/** Fields that are passed on standard input and never written to the ledger, a log or an argv. */
export const SECRET_FIELDS: ReadonlySet<string> = new Set(["adminPassword", "password", "apiKey", "apiSecret"]);

/** The command without its secrets, as the ledger, logs and digests may see it. */
export function withoutSecrets(full: Command): Record<string, unknown> {
  return Object.fromEntries(Object.entries(full).filter(([field]) => !SECRET_FIELDS.has(field)));
}

/**
 * The commands whose work `bench` does; the others are done by the helper that runs on the bench's
 * own interpreter, because the bench has no command for them or only one with a secret on its argv, or
 * because starting that command would take a hundred times as long as its work.
 */
export const BENCH_COMMANDS = [
  "newSite", "installApp", "dropSite", "removeLeftovers", "setAdminPassword", "setConfig", "backup", "restore", "migrate",
] as const satisfies readonly CommandType[];
