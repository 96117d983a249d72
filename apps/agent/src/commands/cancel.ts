import { AgentRefused } from "@nexus/agent-contract/errors";
import type { CancelInput } from "@nexus/agent-contract/inputs";
import { type CommandView, isFinished } from "@nexus/agent-contract/view";
import type { Agent } from "./agent.ts";
import { facts, markFailed } from "./change.ts";
import { viewCommand } from "./get.ts";

/**
 * Ends a command: one that waits at once, one that runs with its whole process tree soon after.
 * One that is over stays as it is. Watch or ask again for its end.
 *
 * @throws AgentRefused `STALE_EPOCH` or `UNKNOWN_KEY`
 */
export function cancelCommand(agent: Agent, input: CancelInput): CommandView {
  agent.fences.pass({ ...input.fence, undoes: null });
  const view = viewCommand(agent, input.key);
  const entry = agent.ledger.find(input.key);
  if (entry === undefined || entry.run !== input.fence.run) throw new AgentRefused("UNKNOWN_KEY");
  if (isFinished(view)) return view;
  agent.log.info(facts(entry), "command cancelled");
  if (agent.queue.withdraw(input.key)) markFailed(agent, input.key, "CANCELLED");
  else agent.stops.get(input.key)?.();
  return viewCommand(agent, input.key);
}
