import { createHash } from "node:crypto";

/** PostgreSQL cuts longer names off without a word. */
const LONGEST_NAME_BYTES = 63;

/** Name of the application's role: roles belong to the whole server, so that each database needs one of its own. */
export function applicationRoleOf(database: string): string {
  const name = `${database}_app`;
  if (Buffer.byteLength(name) <= LONGEST_NAME_BYTES) return name;
  return `nexus_${createHash("sha256").update(database).digest("hex").slice(0, 16)}_app`;
}
