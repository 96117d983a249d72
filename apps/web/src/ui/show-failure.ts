import { toast } from "sonner";
import { failureOf } from "../trpc/failure.ts";

/** Shows a failed action where no place of its own exists on the page. */
export function showFailure(error: unknown): void {
  const { message, requestId } = failureOf(error);
  toast.error(message, requestId === null ? {} : { description: `Request ${requestId}` });
}
