import { insistent, once } from "./retry.ts";
import { type RunDefinition, effect, inTransaction, irreversible } from "./step.ts";
import { closeSite } from "./steps/close-site.ts";

const MINUTES = 60;

/** Closes a workspace that an admin suspended or whose deletion is planned, or asks a person to. Nothing of it is lost. */
export function suspendSite(): RunDefinition {
  return {
    steps: [
      {
        name: "close_site",
        label: "Close the site to visitors",
        timeout: 2 * MINUTES,
        retry: insistent,
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
    handsOver: true,
    rolledBack: async () => {},
    needsAttention: async () => {},
  };
}
