import { FrappeError } from "../frappe/errors.ts";
import { type Call, text } from "./arguments.ts";

const OURS = /^nx_[0-9a-f]{24}_[1-9][0-9]{0,3}$/;

/** Whether a database carries the product's mark. */
export function isOurDatabase(name: string): boolean {
  return OURS.test(name);
}

/** The name of a database that carries the product's mark. @throws NotOurs for any other. */
export function ownDatabase(call: Call): string {
  const name = text(call, "dbName");
  if (!isOurDatabase(name)) throw new FrappeError("nexus_ops.database.NotOurs", "The database does not carry this product's mark.");
  return name;
}
