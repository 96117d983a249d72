import pg from "pg";
import { grantToApplication } from "./application-role/grant.ts";
import { makeApplicationRole } from "./application-role/make.ts";
import { applicationRoleOf } from "./application-role/name.ts";
import { RoleRefused } from "./application-role/role-refused.ts";
import { findWeakness } from "./application-role/weakness.ts";
import { connect } from "./connect.ts";
import { migrate } from "./migrate.ts";

/** How to reach a database, and as whom. */
export interface DatabaseAddresses {
  /** Connection string of the role that migrates and owns the tables. */
  readonly owner: string;
  /** That of the application's role, when the operator has made one. */
  readonly application?: string | undefined;
  /** Otherwise: the password of the role that is made here. */
  readonly applicationPassword?: string | undefined;
}

/** How the application reaches its database. */
export interface ApplicationAccess {
  readonly url: string;
  /** Why the audit log is guarded by its trigger only, as a sentence; null when its role cannot change it. */
  readonly warning: string | null;
}

/**
 * What the settings say of a server; null when they name none.
 *
 * @throws Error when only DATABASE_OWNER_URL is set, or when one of the addresses is for another kind of server.
 */
export function addressesGiven({ url, ownerUrl, password }: Readonly<Record<"url" | "ownerUrl" | "password", string | undefined>>): DatabaseAddresses | null {
  refuseOtherServer("DATABASE_URL", url);
  refuseOtherServer("DATABASE_OWNER_URL", ownerUrl);
  if (ownerUrl !== undefined && url !== undefined) return { owner: ownerUrl, application: url };
  if (ownerUrl !== undefined) throw new Error("DATABASE_OWNER_URL is set, but DATABASE_URL is not. Set it to the address that web and worker shall use, or unset both.");
  return url === undefined ? null : { owner: url, applicationPassword: password };
}

/** node-postgres would take any address, and call whoever listens there. */
function refuseOtherServer(variable: string, address: string | undefined): void {
  if (address === undefined || /^(postgres(ql)?:|socket:|\/)/i.test(address)) return;
  throw new Error(`${variable} is not a PostgreSQL address (postgresql://…).`);
}

type Report = (sentence: string) => void;

/** Class 28 and what poolers say instead, and a database that one may not connect to. */
const LOGIN_REFUSED = /^(28...|08P01|XX000|42501)$/;

/**
 * Migrates a database, and lets the application into it with a role that may do no more than it must: the
 * one that the operator made, or one that is made here. Safe to run again and beside a running system.
 *
 * @throws Error when the database cannot be migrated, or when the operator's role does not fit. A server that
 *   has no place for a role made here is a warning, not an error: then the application connects as the owner.
 */
export async function prepareDatabase(addresses: DatabaseAddresses, onProgress: Report = () => undefined): Promise<ApplicationAccess> {
  const { owner, application, applicationPassword } = addresses;
  if (application !== undefined) return letInGivenRole(owner, application, onProgress);
  if (applicationPassword !== undefined) return letInOwnRole(owner, applicationPassword, onProgress);
  await migrate(owner, { onProgress });
  return { url: owner, warning: warningOf(await onConnection(owner, findWeakness)) };
}

async function letInGivenRole(owner: string, application: string, onProgress: Report): Promise<ApplicationAccess> {
  const role = await onConnection(application, nameOfRole);
  const afterwards = async (client: pg.Client): Promise<void> => {
    if (await nameOfRole(client) === role) {
      throw new Error(`DATABASE_URL and DATABASE_OWNER_URL both sign in as ${role}. Give the application a role of its own, or unset DATABASE_OWNER_URL.`);
    }
    await grantToApplication(client, role);
  };
  await migrate(owner, { onProgress, afterwards });
  return { url: application, warning: warningOf(await onConnection(application, findWeakness)) };
}

async function letInOwnRole(owner: string, password: string, onProgress: Report): Promise<ApplicationAccess> {
  let url = owner;
  const afterwards = async (client: pg.Client): Promise<void> => {
    const { rows: [row] } = await client.query<{ database: string }>("select current_database() as database");
    const role = applicationRoleOf(row?.database ?? "");
    await makeApplicationRole(client, { role, password });
    await grantToApplication(client, role);
    url = addressAs(owner, { role, password });
  };
  try {
    await migrate(owner, { onProgress, afterwards });
    return { url, warning: warningOf(await onConnection(url, findWeakness).catch(asRefusal)) };
  } catch (error) {
    if (!(error instanceof RoleRefused)) throw error;
    return { url: owner, warning: warningOf(`cannot be replaced by one with fewer rights: ${error.message}`) };
  }
}

/** The same database as somebody else. */
export function addressAs(address: string, { role, password }: { readonly role: string; readonly password: string }): string {
  const url = new URL(address);
  url.username = role;
  url.password = password;
  // In the query they would win.
  url.searchParams.delete("user");
  url.searchParams.delete("password");
  if (url.username === "") throw new RoleRefused("an address without a host name has no place for another role");
  return url.toString();
}

function asRefusal(error: unknown): never {
  if (error instanceof pg.DatabaseError && LOGIN_REFUSED.test(error.code ?? "")) throw new RoleRefused(`the server does not let the new one in (${error.message})`);
  throw error;
}

function warningOf(weakness: string | null): string | null {
  if (weakness === null) return null;
  return `The audit log is guarded by its trigger only, because the role that web and worker connect as ${weakness}. `
    + "See scripts/launcher/README.md (DATABASE_OWNER_URL).";
}

async function nameOfRole(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ role: string }>("select current_user as role");
  return rows[0]?.role ?? "";
}

async function onConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
