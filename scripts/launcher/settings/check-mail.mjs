import { Failure } from "../failure.mjs";

/**
 * Refuses a web app that others reach and nothing that takes its mails: a code that nobody can read lets nobody sign
 * up, and the dev inbox, which shows the mails to everybody, opens on this machine alone (apps/web/src/env.ts).
 */
export function checkMail({ ROOT_URL, NEXTAUTH_URL, ROOT_DOMAIN, SMTP_URL }) {
  const address = ROOT_URL ?? NEXTAUTH_URL ?? `http://${ROOT_DOMAIN}`;
  if (SMTP_URL !== undefined || !URL.canParse(address) || isLocal(new URL(address).hostname)) return;
  throw new Failure(
    `The web app's address ${address} is reached by others, but SMTP_URL is not set, so nobody could receive the code that a signup needs. ` +
    "Nothing was started. Set SMTP_URL to your mail server (see .env.example), or leave ROOT_DOMAIN and NEXTAUTH_URL as they are to try the system on this machine.",
  );
}

/** As `isLocalOrigin` of the web app has it. */
function isLocal(hostname) {
  return /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
