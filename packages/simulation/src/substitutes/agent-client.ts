import { agentClient } from "../network/agent-client.ts";

/** In place of `@nexus/agent-contract/client`: calls over the model network. */
export function createAgentClient({ requestId }: { requestId: string }) {
  return agentClient(requestId);
}
