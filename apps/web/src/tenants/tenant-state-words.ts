import type { TenantState } from "@nexus/domain/states/tenant";
import type { Tone } from "../ui/badge.tsx";

interface StateWords {
  readonly label: string;
  readonly tone: Tone;
  /** What it means for the owner; `null` where the label is enough. */
  readonly text: string | null;
}

/** A workspace's state in words. */
export const TENANT_STATE_WORDS: Readonly<Record<TenantState, StateWords>> = {
  reserved: { label: "Being built", tone: "busy", text: "Its name is kept while the site is built." },
  active: { label: "Open", tone: "good", text: null },
  suspended: { label: "Suspended", tone: "warn", text: "We have closed this workspace, and nobody can sign in at the moment. Your data is safe; our mail to you says why." },
  deletion_scheduled: { label: "Will be deleted", tone: "bad", text: "It is closed, and nobody can sign in. All of its data is kept until then." },
  deleting: { label: "Being deleted", tone: "warn", text: "Its site and database are being removed." },
  deleted: { label: "Deleted", tone: "quiet", text: null },
  released: { label: "Not built", tone: "bad", text: "The build did not succeed and everything was removed again. You can retry it." },
};

const STOPPED: StateWords = { label: "Stopped", tone: "quiet", text: "The build was stopped on request, and everything was removed again. You can start it again." };

/** A workspace's state in words; a build that was stopped on request did not fail. */
export function tenantWords({ state, buildStopped }: { readonly state: TenantState; readonly buildStopped: boolean }): StateWords {
  return state === "released" && buildStopped ? STOPPED : TENANT_STATE_WORDS[state];
}
