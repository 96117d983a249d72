import { ERROR_TEXT } from "@nexus/domain/errors/codes";

/** What to say when a sign-in failed. The first sentence is the same whether the address is known or not. */
export function signInTrouble(code: string | null | undefined): string {
  switch (code) {
    case "RATE_LIMITED": return ERROR_TEXT.RATE_LIMITED;
    case "SERVICE_UNAVAILABLE": return ERROR_TEXT.SERVICE_UNAVAILABLE;
    case "CredentialsSignin": return "Address and password do not fit together. Check both and try again.";
    default: return "We could not sign you in. Check your connection and try again.";
  }
}
