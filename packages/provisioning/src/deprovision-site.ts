import { endless, insistent, insistentThoughSlow, once } from "./retry.ts";
import { type RunDefinition, effect, inTransaction, irreversible } from "./step.ts";
import { closeSite } from "./steps/close-site.ts";
import { dropActiveSite } from "./steps/drop-site.ts";
import { unregisterTenant } from "./steps/register-tenant.ts";

const MINUTES = 60;

/**
 * Removes a workspace that its owner or an admin deleted, when nobody may take that back any more. There
 * is no way back to undo to: what cannot be closed or removed is a person's, and its name stays taken until then.
 */
export function deprovisionSite(): RunDefinition {
  return {
    steps: [
      {
        name: "suspend_site",
        label: "Close the site to visitors",
        timeout: 2 * MINUTES,
        retry: insistent,
        run: effect(closeSite),
        undo: irreversible("The deletion was asked for, and its time has come."),
      },
      {
        name: "drop_site",
        label: "Back up and remove the site",
        // The backup of a large site takes its time.
        timeout: 120 * MINUTES,
        retry: insistentThoughSlow,
        run: effect(dropActiveSite),
        undo: irreversible("The site is gone; its backup is kept on the bench."),
      },
      {
        name: "unregister",
        label: "Mark it as deleted in the register",
        timeout: 2 * MINUTES,
        retry: endless,
        run: effect(unregisterTenant),
        undo: irreversible("The register follows the site."),
      },
      {
        name: "release_name",
        label: "Put the name to rest",
        timeout: 1 * MINUTES,
        retry: once,
        run: inTransaction(async (books) => {
          await books.tenantBecame("deleted");
          await books.wipeSecrets(["owner_password", "administrator_password", "api_key", "api_secret"]);
        }),
        undo: irreversible("The site is gone."),
      },
    ],
    handsOver: true,
    rolledBack: async () => {},
    needsAttention: async () => {},
  };
}
