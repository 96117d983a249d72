import { NexusError } from "@nexus/domain/errors/codes";
import { z } from "zod";

/** Makes the opaque cursor of a keyset page from the last row's keys. */
export function encodeCursor(keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString("base64url");
}

/**
 * Reads a cursor.
 *
 * @throws NexusError INVALID_INPUT when it is not one of ours.
 */
export function decodeCursor<T>(cursor: string | null | undefined, schema: z.ZodType<T>): T | null {
  if (cursor === null || cursor === undefined) return null;
  const parsed = z.preprocess(parseJson, schema).safeParse(Buffer.from(cursor, "base64url").toString("utf8"));
  if (parsed.success) return parsed.data;
  const fields = { cursor: ["This is not a cursor of this list."] };
  throw new NexusError("INVALID_INPUT", { field: "cursor", details: { fields } });
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
