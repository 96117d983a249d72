import { createHmac, hkdfSync } from "node:crypto";
import type { Command } from "@nexus/agent-contract/command";

/** A key for {@link payloadDigest}, made from the agent's secret for this use alone. */
export function digestKey(agentSecret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", agentSecret, "nexus", "ledger-digest-v1", 32));
}

/**
 * Digest of a command with its secrets, equal for equal commands whatever the order of their fields.
 * Keyed, because an unkeyed digest of a weak password could be guessed from the ledger.
 */
export function payloadDigest(key: Buffer, command: Command): string {
  const fields = Object.entries(command).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHmac("sha256", key).update(JSON.stringify(fields)).digest("hex");
}
