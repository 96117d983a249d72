import { NexusError } from "@nexus/domain/errors/codes";
import type { ApiContext } from "../context.ts";
import { idempotencyKey } from "./schema.ts";

/** Input of a creating call. */
export interface KeyedInput {
  readonly idempotencyKey?: string | undefined;
}

/**
 * The key that a call carries, in its input or in the header `Idempotency-Key`; `null` when it carries none.
 * The header is a quoted string (draft-ietf-httpapi-idempotency-key-header §2.1), but many send it bare, as Stripe has it.
 *
 * @throws NexusError INVALID_INPUT for a header that is no key, or another one than the input's.
 */
export function givenKey({ idempotencyKeyHeader: header }: Pick<ApiContext, "idempotencyKeyHeader">, input: KeyedInput): string | null {
  if (header === null) return input.idempotencyKey ?? null;
  const { data, error } = idempotencyKey.safeParse(header.replace(/^"(.*)"$/, "$1"));
  if (error !== undefined) throw refused(error.issues[0]?.message ?? "This is not a key.");
  if (input.idempotencyKey !== undefined && input.idempotencyKey !== data) throw refused("The header Idempotency-Key holds another key than the input.");
  return data;
}

function refused(message: string): NexusError {
  return new NexusError("INVALID_INPUT", { field: "idempotencyKey", message });
}
