/** Cookie that proves to the router which signup this browser began. */
export const SIGNUP_COOKIE = "nexus_signup";

/** A `Set-Cookie` line for it: for this host alone, out of reach of scripts, only over https where there is https. */
export function signupCookieLine(value: string, expires: Date, https: boolean): string {
  return `${SIGNUP_COOKIE}=${value}; Path=/; Expires=${expires.toUTCString()}; HttpOnly; SameSite=Lax${https ? "; Secure" : ""}`;
}
