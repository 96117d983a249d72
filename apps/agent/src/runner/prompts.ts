import { configuredPasswords } from "../bench/config.ts";
import type { BenchSettings } from "./job.ts";

/** Options and answers with which a command of the bench gets the database administrator. */
export function databaseAdmin(bench: BenchSettings): { options: string[]; answers: string[] } {
  return {
    options: bench.databaseAdmin === null ? [] : ["--db-root-username", bench.databaseAdmin.user],
    // Frappe asks only when its config has no password; an answer too many would go to the next prompt.
    answers: configuredPasswords(bench.path).root ? [] : [bench.databaseAdmin?.password ?? ""],
  };
}
