import { join } from "node:path";
import { readObject } from "../disk/write-atomic.ts";
import { FrappeError } from "../frappe/errors.ts";
import type { Redis } from "../services.ts";
import type { Call, Operation } from "./arguments.ts";

/** How the bench's two Redis are. There are no background jobs here; as many workers wait as the config says. */
export const redisState: Operation = (call) => {
  const config = readObject(join(call.bench.sites, "common_site_config.json"));
  const [cache, queue] = [ask(call, "cache", config["redis_cache"]), ask(call, "queue", config["redis_queue"])];
  return { cache, queue, workers: queue.error === null ? config["background_workers"] : null };
};

function ask({ trouble }: Call, redis: Redis, configured: unknown): { address: string | null; error: string | null } {
  const address = process.env[`FRAPPE_REDIS_${redis.toUpperCase()}`] ?? configured;
  if (typeof address !== "string") return { address: null, error: null };
  const shown = address.replace(/\/\/[^@/]*@/, "//");
  try {
    trouble.beforeAsking(redis);
    return { address: shown, error: null };
  } catch (error) {
    if (error instanceof FrappeError) return { address: shown, error: error.type };
    throw error;
  }
}
