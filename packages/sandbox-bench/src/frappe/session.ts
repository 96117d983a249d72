import { createHash, randomBytes } from "node:crypto";
import type { Database } from "../mariadb/database.ts";

const TABLE = "tabSessions";
/** Frappe's default life of a session: 170 hours. */
export const SESSION_SECONDS = 612_000;

/** Begins a session and returns its id, of which only a digest is stored. */
export function beginSession(database: Database, user: string, now: Date): string {
  const sid = randomBytes(28).toString("hex");
  database.update(TABLE, (rows) => {
    for (const [key, row] of Object.entries(rows)) if (Number(row["expiresAt"]) <= now.getTime()) delete rows[key];
    rows[digest(sid)] = { user, expiresAt: now.getTime() + SESSION_SECONDS * 1000 };
  });
  return sid;
}

/** The user of a session, or `null` when there is no such session any more. */
export function userOfSession(database: Database, sid: string, now: Date): string | null {
  const row = database.read(TABLE)[digest(sid)];
  return row !== undefined && Number(row["expiresAt"]) > now.getTime() ? String(row["user"]) : null;
}

export function endSession(database: Database, sid: string): void {
  database.update(TABLE, (rows) => {
    delete rows[digest(sid)];
  });
}

/** Ends all sessions of a user. */
export function endSessionsOf(database: Database, user: string): void {
  database.update(TABLE, (rows) => {
    for (const [key, row] of Object.entries(rows)) if (row["user"] === user) delete rows[key];
  });
}

function digest(sid: string): string {
  return createHash("sha256").update(sid).digest("hex");
}
