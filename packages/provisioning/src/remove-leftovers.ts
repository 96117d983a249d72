import { patient } from "./retry.ts";
import { type RunDefinition, effect, irreversible } from "./step.ts";
import { removeLeftovers } from "./steps/remove-leftovers.ts";

const MINUTES = 60;

/**
 * Removes what a run that is over left on the bench. Whoever started it, and however late it comes, it can do no
 * harm: the name of an attempt that is over is never used again. What it could not remove is seen by the next look.
 */
export function removeLeftoversRun(): RunDefinition {
  return {
    steps: [
      {
        name: "remove_leftovers",
        label: "Remove what an earlier run left",
        timeout: 10 * MINUTES,
        retry: patient,
        run: effect(removeLeftovers),
        undo: irreversible("Nobody uses what is left of a run that is over."),
      },
    ],
    rolledBack: async () => {},
    needsAttention: async () => {},
  };
}
