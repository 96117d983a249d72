import { patient, once } from "./retry.ts";
import { type RunDefinition, effect, inTransaction, irreversible } from "./step.ts";
import { setOwnerPassword } from "./steps/set-owner-password.ts";

const MINUTES = 60;

/** Sets the password that the owner chose anew. However it ends, the password is not kept any longer. */
export function resetPassword(): RunDefinition {
  return {
    steps: [
      {
        name: "set_password",
        label: "Set your new password",
        timeout: 2 * MINUTES,
        retry: patient,
        run: effect(setOwnerPassword),
        undo: irreversible("The password before this one is not known."),
      },
      {
        name: "forget_password",
        label: "Forget the password, and tell you",
        timeout: 1 * MINUTES,
        retry: once,
        run: inTransaction(async (books) => {
          await books.wipeSecrets(["new_owner_password"]);
          await books.mailOwner("password_changed");
        }),
        undo: irreversible("A mail cannot be taken back."),
      },
    ],
    rolledBack: async (books) => {
      await books.wipeSecrets(["new_owner_password"]);
      await books.mailOwner("password_not_changed");
    },
    needsAttention: async (books) => {
      await books.wipeSecrets(["new_owner_password"]);
      await books.mailOwner("password_not_changed");
    },
  };
}
