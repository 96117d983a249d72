import { endlessWhileThere, once } from "./retry.ts";
import type { RunInput } from "./runs/input.ts";
import { type RunDefinition, effect, inTransaction, irreversible } from "./step.ts";
import { openSite } from "./steps/open-site.ts";

const MINUTES = 60;

/** Opens a workspace again whose suspension was ended or whose deletion was taken back, for as long as that takes. */
export function resumeSite({ mail }: RunInput): RunDefinition {
  return {
    steps: [
      {
        name: "open_site",
        label: "Open the site to visitors",
        timeout: 2 * MINUTES,
        retry: endlessWhileThere,
        run: effect(openSite),
        undo: irreversible("The workspace is wanted open; closing it is a change of its own."),
      },
      {
        name: "tell_owner",
        label: "Tell the owner, and have the register follow",
        timeout: 1 * MINUTES,
        retry: once,
        run: inTransaction(async (books) => {
          await books.queueRegistration();
          // Somebody may have closed it again meanwhile.
          if (mail !== undefined && (await books.tenantState()) === "active") await books.mailOwner(mail);
        }),
        undo: irreversible("A mail cannot be taken back."),
      },
    ],
    rolledBack: async () => {},
    needsAttention: async () => {},
  };
}
