import { AgentRefused } from "@nexus/agent-contract/errors";
import type { CommandView } from "@nexus/agent-contract/view";
import { viewOf } from "../ledger/entry.ts";
import type { Agent } from "./agent.ts";

/** @throws AgentRefused `UNKNOWN_KEY` */
export function viewCommand(agent: Agent, key: string): CommandView {
  const entry = agent.ledger.find(key);
  if (entry === undefined) throw new AgentRefused("UNKNOWN_KEY");
  return viewOf(entry, agent.progress.get(key) ?? null);
}
