import { endless, once } from "./retry.ts";
import { type RunDefinition, effect, inTransaction, irreversible } from "./step.ts";
import { registerTenant } from "./steps/register-tenant.ts";

/** Seconds for which the owner's first client may still be told the keys. */
const KEYS_KEPT = 15 * 60;
/** Seconds within which a run that a person must look at can be retried. */
const RETRY_WINDOW = 24 * 60 * 60;

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
      {
        name: "forget_keys",
        label: "Forget the API keys",
        timeout: 60,
        retry: once,
        run: inTransaction((books) => books.expireSecrets(["api_key", "api_secret"], KEYS_KEPT)),
        undo: irreversible("The register has them now."),
      },
    ],
    rolledBack: async () => {},
    needsAttention: (books) => books.expireSecrets(["api_key", "api_secret"], RETRY_WINDOW),
  };
}
