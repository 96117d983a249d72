import { text } from "../text.ts";

/**
 * Chosen by the caller for one thing that they want, best a random UUID. Of calls with the same key and
 * input one does it, and all are answered with it. May also come as the header `Idempotency-Key`.
 */
export const idempotencyKey = text.min(8).max(100);

/** The field of every creating call's input. */
export const idempotent = { idempotencyKey: idempotencyKey.optional() };
