import { endless } from "./retry.ts";
import { type RunDefinition, effect, irreversible } from "./step.ts";
import { registerTenant } from "./steps/register-tenant.ts";

/** Writes an active tenant into the register on the master site, for as long as that takes. */
export function registerTenantRun(): RunDefinition {
  return {
    steps: [
      {
        name: "register",
        label: "Enter the workspace into the register",
        timeout: 120,
        retry: endless,
        run: effect(registerTenant),
        undo: irreversible("A working site is never harmed for the register's sake."),
      },
    ],
    rolledBack: async () => {},
  };
}
