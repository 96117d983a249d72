import type { Bench } from "../bench/paths.ts";
import type { Trouble } from "../trouble.ts";
import { FrappeError } from "../frappe/errors.ts";
import { Site } from "../frappe/site.ts";

/** The database's administrator as the agent named it at the start; `null`: the bench's own config has the password. */
export type DatabaseAdmin = { readonly user: string; readonly password: string } | null;

/** What a helper remembers from one request to the next. */
export interface Session {
  databaseAdmin: DatabaseAdmin;
}

/** One request to the helper. */
export interface Call {
  readonly session: Session;
  readonly bench: Bench;
  readonly trouble: Trouble;
  readonly args: Readonly<Record<string, unknown>>;
  readonly now: Date;
}

export type Operation = (call: Call) => Promise<Record<string, unknown>> | Record<string, unknown>;

/** A required text of the request. @throws KeyError without it, TypeError for what is no text. */
export function text(call: Call, key: string): string {
  const value = call.args[key];
  if (typeof value === "string" && value !== "") return value;
  throw wrongArgument(key, value);
}

/** A text that may be null, which means: as it is. */
export function textOrNull(call: Call, key: string): string | null {
  return call.args[key] === null ? null : text(call, key);
}

/** A required number of the request. @throws KeyError, TypeError. */
export function number(call: Call, key: string): number {
  const value = call.args[key];
  if (typeof value === "number") return value;
  throw wrongArgument(key, value);
}

/** The site that the request names; whether it exists shows when it is used. */
export function siteOf(call: Call): Site {
  return new Site(call.bench, text(call, "site"), call.trouble);
}

function wrongArgument(key: string, value: unknown): FrappeError {
  return value === undefined ? new FrappeError("builtins.KeyError", `'${key}'`) : new FrappeError("builtins.TypeError", `wrong argument: '${key}'`);
}
