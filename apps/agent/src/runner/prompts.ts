import { configuredPasswords } from "../bench/config.ts";
import type { Job } from "./job.ts";

/** Options and answers with which `restore` gets the database administrator. */
export function administratorPrompts({ bench, databaseAdmin }: Job): { options: string[]; answers: string[] } {
  return {
    options: databaseAdmin === null ? [] : ["--db-root-username", databaseAdmin.user],
    // Frappe asks only when its config has no password; an answer too many would go to the next prompt.
    answers: configuredPasswords(bench.path).root ? [] : [databaseAdmin?.password ?? ""],
  };
}
