import { z } from "zod";

/**
 * What the agent and the helper on the bench's own interpreter say to each other: one JSON document
 * a line, on the helper's standard input and output. The helper stays resident; it answers requests
 * in turn, and one that fails leaves it fit for the next. `sites/` is its working directory.
 *
 * Operations are the non-bench commands of the contract under the same names (`createOwner`, …) with
 * the same fields, but for a workspace's `dbName`, which the agent has compared; and those below.
 */
export const helperRequest = z.strictObject({
  id: z.int().positive(),
  op: z.enum([
    /**
     * `{databaseAdmin: {user, password} | null}` → `{}`: always the first request. Standard input is the only
     * way by which the password of MariaDB's administrator comes, and only a helper that needs it gets it; with
     * null, what is in the bench's own config is used.
     */
    "init",
    "createOwner", "setOwnerPassword", "setApiKeys", "completeSetup", "seedSettings", "setScheduler", "setMaintenanceMode", "registerTenant",
    /** `{}` → `{frappeVersion, apps, needs, sandbox}` */
    "describe",
    /** `{site, email, minutes}` → `{path}`: a single-use sign-in. */
    "loginLink",
    /** `{}` → an inventory; needs the database administrator. */
    "inventory",
    /** `{dbName, password, host}` → `{}`: a database and its user; host null is the one from which MariaDB sees the bench come. */
    "createDatabase",
    /**
     * `{dbName, site}` → `{dropped: [...]}`: database and users of that name on every host, if they exist, and what
     * the site left in Redis; site null leaves waiting jobs alone, because another site has the name by now.
     * Fails where Redis does not answer, when database and users are gone.
     */
    "dropDatabase",
    /** `{site}` → `{exists, dbName, installedApps, setupComplete, schedulerEnabled}`; null where it cannot be read. */
    "siteFacts",
    /** `{}` → `{version, account, unixSeconds, characterSet, collation, folder, grants}`; needs the database administrator. */
    "databaseState",
    /** `{}` → `{cache, queue, workers}`: for both `{address, error}`, where null is none; and how many workers there are. */
    "redisState",
  ]),
  args: z.record(z.string(), z.unknown()),
});
export type HelperRequest = z.infer<typeof helperRequest>;
export type HelperOp = HelperRequest["op"];

export const helperResponse = z.discriminatedUnion("ok", [
  z.strictObject({ id: z.int().positive(), ok: z.literal(true), result: z.record(z.string(), z.unknown()) }),
  z.strictObject({
    id: z.int().positive(),
    ok: z.literal(false),
    /** `exception` is the Python class with its module; `message` holds no argument of the request. */
    error: z.strictObject({ exception: z.string(), message: z.string() }),
  }),
]);
export type HelperResponse = z.infer<typeof helperResponse>;
