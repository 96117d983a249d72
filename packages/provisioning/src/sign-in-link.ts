import { prompt } from "./retry.ts";
import { type RunDefinition, effect, nothingToUndo } from "./step.ts";
import { makeSignInLink } from "./steps/make-sign-in-link.ts";

/** Makes a single-use sign-in for the owner, who waits for it in the browser. */
export function signInLink(): RunDefinition {
  return {
    steps: [
      {
        name: "make_link",
        label: "Make a single-use sign-in",
        timeout: 20,
        retry: prompt,
        run: effect(makeSignInLink),
        undo: nothingToUndo("A link that nobody follows expires by itself."),
      },
    ],
    rolledBack: async () => {},
    needsAttention: async () => {},
  };
}
