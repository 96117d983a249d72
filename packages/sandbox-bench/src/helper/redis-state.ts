import { join } from "node:path";
import { readObject } from "../disk/write-atomic.ts";
import type { Call, Operation } from "./arguments.ts";

/** How the bench's two Redis are. There are no background jobs here; as many workers wait as the config says. */
export const redisState: Operation = (call) => {
  const config = readObject(join(call.bench.sites, "common_site_config.json"));
  const [cache, queue] = [ask(call, config["redis_cache"]), ask(call, config["redis_queue"])];
  return { cache, queue, workers: queue.error === null ? config["background_workers"] : null };
};

function ask({ trouble }: Call, address: unknown): { address: string | null; error: string | null } {
  const isDown = trouble.find("redis_down") !== undefined;
  return typeof address === "string" ? { address, error: isDown ? "ConnectionError" : null } : { address: null, error: null };
}
