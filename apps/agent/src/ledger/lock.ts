import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { identify, isAlive, processIdentity } from "../process/identity.ts";
import { writeDurably } from "./write-durably.ts";

/** Another agent works on the same state folder. */
export class StateInUse extends Error {
  override readonly name = "StateInUse";
}

/**
 * Takes the state folder for this process; two agents on one ledger would do commands twice.
 *
 * @returns a function that gives it back.
 * @throws StateInUse
 */
export function lockState(stateDir: string): () => void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const file = path.join(stateDir, "agent.json");
  const holder = readHolder(file);
  if (holder !== null && holder.pid !== process.pid && isAlive(holder)) {
    throw new StateInUse(`Another agent (process ${holder.pid}) uses ${stateDir}. Stop it, or set AGENT_STATE_DIR and AGENT_PORT to others and BENCH_PATH to another bench.`);
  }
  writeDurably(file, `${JSON.stringify(identify(process.pid))}\n`);
  return () => rmSync(file, { force: true });
}

function readHolder(file: string): ReturnType<typeof processIdentity.parse> | null {
  try {
    return processIdentity.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}
