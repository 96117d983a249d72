import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { holderOf } from "../ledger/lock.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import { isWritable } from "./folders.ts";
import type { Patient } from "./patient.ts";

/** Whether the agent can keep its ledger, in a folder that is for it alone. */
export async function checkState({ env: { agent } }: Patient): Promise<Finding[]> {
  const { stateDir } = agent;
  const shut = [stateDir, ...["ledger", "fences", "backups"].map((name) => path.join(stateDir, name))].filter((folder) => !isWritable(folder));
  if (shut.length > 0) return [problem(`The agent cannot write its state in ${shut.join(", ")}: it would not start, or refuse commands.`, "Set AGENT_STATE_DIR to a folder of this user, or give it the right.")];
  const use = existsSync(stateDir) && (await holderOf(stateDir)) !== null ? "an agent runs on it" : "no agent runs on it now";
  return [ok(`The agent's state folder ${stateDir} can be written; ${use}.`), ...checkPrivacy(stateDir)];
}

function checkPrivacy(stateDir: string): Finding[] {
  if (!existsSync(stateDir) || (statSync(stateDir).mode & 0o077) === 0) return [];
  return [warning(`Others than its owner may look into ${stateDir}, where backups of deleted sites are kept.`, `chmod 700 ${stateDir}`)];
}
