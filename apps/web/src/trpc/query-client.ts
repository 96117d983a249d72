import { QueryClient } from "@tanstack/react-query";
import { failureOf } from "./failure.ts";

/** Failures that another try a moment later may not meet. */
const PASSING = new Set(["SERVICE_UNAVAILABLE", "OFFLINE"]);

/** The cache of one browser tab. Reads are tried again when the failure may pass; changes never are. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < 3 && PASSING.has(failureOf(error).code),
      },
    },
  });
}
