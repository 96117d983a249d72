import type { HelperOp } from "@nexus/agent-contract/helper-protocol";
import { benchApps, readManifest } from "../bench/app-manifest.ts";
import { asObject } from "../disk/write-atomic.ts";
import { FrappeError } from "../frappe/errors.ts";
import { listInventory } from "../inventory.ts";
import { CURRENT_HOST } from "../mariadb/server.ts";
import { forgetKeys } from "../redis/cached-keys.ts";
import { type Call, type Operation, text, textOrNull } from "./arguments.ts";
import { asAdministrator } from "./as-administrator.ts";
import { completeSetup } from "./complete-setup.ts";
import { createOwner } from "./create-owner.ts";
import { databaseState } from "./database-state.ts";
import { loginLink } from "./login-link.ts";
import { ownDatabase } from "./own-database.ts";
import { redisState } from "./redis-state.ts";
import { registerTenant } from "./register-tenant.ts";
import { seedSettings } from "./seed-settings.ts";
import { setOwnerPassword } from "./set-owner-password.ts";
import { setApiKeys } from "./set-api-keys.ts";
import { setMaintenanceMode } from "./set-maintenance-mode.ts";
import { setScheduler } from "./set-scheduler.ts";
import { siteFacts } from "./site-facts.ts";

const init: Operation = (call) => {
  const admin = asObject(call.args["databaseAdmin"]);
  call.session.databaseAdmin = typeof admin["user"] === "string" ? { user: admin["user"], password: String(admin["password"] ?? "") } : null;
  return {};
};

const describe: Operation = ({ bench }) => ({
  frappeVersion: readManifest(bench, "frappe")?.version ?? null,
  apps: benchApps(bench),
  needs: Object.fromEntries(benchApps(bench).map((app) => [app, readManifest(bench, app)?.requiredApps ?? null])),
  sandbox: true,
});

const createDatabase: Operation = (call) => {
  const name = ownDatabase(call);
  const server = asAdministrator(call);
  const host = textOrNull(call, "host") ?? CURRENT_HOST;
  if (server.databases().includes(name)) throw new FrappeError("nexus_ops.database.DatabaseTaken", `Database ${name} already exists`);
  server.createDatabase(name);
  server.createUser(name, host, text(call, "password"));
  server.grantAll(name, name, host);
  return {};
};

const dropDatabase: Operation = (call) => {
  const name = ownDatabase(call);
  const server = asAdministrator(call);
  const dropped = server.dropDatabase(name) ? [name] : [];
  for (const { user, host } of server.users()) {
    if (user === name && server.dropUser(user, host)) dropped.push(`${user}@${host}`);
  }
  call.trouble.beforeAsking("cache");
  forgetKeys(call.bench, name);
  if (textOrNull(call, "site") !== null) call.trouble.beforeAsking("queue");
  return { dropped };
};

const inventory: Operation = (call) => {
  asAdministrator(call);
  const found = listInventory(call.bench.root);
  return answers(call) ? found : { ...found, redisKeys: null };
};

/** Whether the cache does; for counting, one that does not is no obstacle. */
function answers({ trouble }: Call): boolean {
  try {
    trouble.beforeAsking("cache");
    return true;
  } catch (error) {
    if (error instanceof FrappeError) return false;
    throw error;
  }
}

/** What each operation of the protocol does. */
export const OPERATIONS = {
  init, createOwner, setOwnerPassword, setApiKeys, completeSetup, seedSettings, setScheduler, setMaintenanceMode, registerTenant, describe, loginLink, inventory, createDatabase, dropDatabase, siteFacts,
  databaseState, redisState,
} as const satisfies Readonly<Record<HelperOp, Operation>>;

export const OPERATION_NAMES: readonly HelperOp[] = Object.keys(OPERATIONS).filter((name): name is HelperOp => name in OPERATIONS);
