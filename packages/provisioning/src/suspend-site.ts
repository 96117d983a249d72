import { endless, once } from "./retry.ts";
import { type RunDefinition, effect, inTransaction, irreversible } from "./step.ts";
import { closeSite } from "./steps/close-site.ts";

const MINUTES = 60;

/** Closes a workspace that an admin suspended or whose deletion is planned, for as long as that takes. Nothing of it is lost. */
export function suspendSite(): RunDefinition {
  return {
    steps: [
      {
        name: "close_site",
        label: "Close the site to visitors",
        timeout: 2 * MINUTES,
        retry: endless,
        run: effect(closeSite),
        undo: irreversible("What closed the workspace still holds; opening it is a change of its own."),
      },
      {
        name: "tell_register",
        label: "Have the register follow",
        timeout: 1 * MINUTES,
        retry: once,
        run: inTransaction((books) => books.queueRegistration()),
        undo: irreversible("The register follows the site."),
      },
    ],
    rolledBack: async () => {},
    needsAttention: async () => {},
  };
}
