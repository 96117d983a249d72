import type { Outputs } from "../trpc/client.ts";

type Status = Outputs["onboarding"]["status"];
type Tenant = Pick<Outputs["tenants"]["mine"]["tenants"][number], "runId" | "state">;

/**
 * The run whose page is all that its owner waits for: a build at work, and no other workspace beside it.
 * `null` where the dashboard has more to show; the build's card leads to its page.
 */
export function buildToWatch(status: Status, tenants: readonly Tenant[]): string | null {
  if (status.stage !== "provisioning") return null;
  const others = tenants.filter(({ runId, state }) => runId !== status.runId && state !== "released");
  return others.length === 0 ? status.runId : null;
}
