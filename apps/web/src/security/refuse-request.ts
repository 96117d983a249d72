import { toTRPCError } from "@nexus/api/errors";
import { NexusError } from "@nexus/domain/errors/codes";
import { bodyRefusal } from "./body-length.ts";
import { isSameOrigin } from "./same-origin.ts";

/**
 * Refuses a call that another site's page sent with a visitor's cookies, or whose body may not be read.
 *
 * @throws TRPCError, so that the answer has the router's shape and a page shows its sentence.
 */
export function refuseRequest({ method, headers }: Pick<Request, "method" | "headers">, ownOrigin: string): void {
  if (method !== "POST") return;
  if (!isSameOrigin(headers, ownOrigin)) {
    throw toTRPCError(new NexusError("FORBIDDEN", { message: "This request came from another site and was refused. Nothing was changed." }));
  }
  const message = bodyRefusal(headers);
  if (message !== null) throw toTRPCError(new NexusError("INVALID_INPUT", { message }));
}
