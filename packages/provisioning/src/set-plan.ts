import { endlessWhileThere, once } from "./retry.ts";
import { type RunDefinition, effect, inTransaction, irreversible } from "./step.ts";
import { seedSettings } from "./steps/seed-settings.ts";

const MINUTES = 60;

/** Brings a tenant's plan to its site and to the register, for as long as that takes. */
export function setPlan(): RunDefinition {
  return {
    steps: [
      {
        name: "seed_settings",
        label: "Enter the plan and its limits",
        timeout: 2 * MINUTES,
        retry: endlessWhileThere,
        run: effect(seedSettings),
        undo: irreversible("The site follows the plan that the tenant has; another plan is a change of its own."),
      },
      {
        name: "tell_register",
        label: "Have the register follow",
        timeout: 1 * MINUTES,
        retry: once,
        run: inTransaction((books) => books.queueRegistration()),
        undo: irreversible("The register follows the plan."),
      },
    ],
    rolledBack: async () => {},
    needsAttention: async () => {},
  };
}
