import { BenchFailed } from "@nexus/agent-contract/errors";
import { failure } from "../failures/classify.ts";
import { databaseOfSite } from "./config.ts";

/**
 * Holds that a site is the one that a caller means: its name may be somebody else's by now, as after it was
 * restored by hand. What a site without a readable config is, the bench itself says.
 *
 * @throws BenchFailed `NOT_OURS` when its config names another database; nothing was touched then.
 */
export function checkOurs(bench: string, { site, dbName }: { site: string; dbName: string }): void {
  const configured = databaseOfSite(bench, site);
  if (configured !== null && configured !== dbName) throw new BenchFailed(failure("NOT_OURS"));
}
