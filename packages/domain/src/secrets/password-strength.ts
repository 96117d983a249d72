import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import * as common from "@zxcvbn-ts/language-common";
import * as english from "@zxcvbn-ts/language-en";

/** Frappe refuses an owner's password below this zxcvbn score (System Settings, minimum_password_score). */
export const MIN_PASSWORD_SCORE = 2;

/** How hard a password is to guess: zxcvbn's score 0–4, and advice in words where it has some. */
export interface PasswordStrength {
  readonly score: 0 | 1 | 2 | 3 | 4;
  readonly advice: readonly string[];
}

const estimator = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  translations: { ...english.translations, warnings: { ...english.translations.warnings, userInputs: "Do not use your name, your address or words of this page." } },
});

/**
 * Estimates a password with the person's own words (name, address, organization) counted as guessable,
 * as Frappe does.
 */
export function passwordStrength(password: string, ownWords: readonly string[]): PasswordStrength {
  const words = ownWords.flatMap((word) => [word, ...word.split(/[^\p{L}\p{N}]+/u)]).filter((word) => word.length > 2);
  const { score, feedback } = estimator.check(password.slice(0, 128), words);
  const advice = [feedback.warning, ...feedback.suggestions];
  return { score, advice: advice.filter((line): line is string => typeof line === "string" && line !== "") };
}
