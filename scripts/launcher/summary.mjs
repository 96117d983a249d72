import { LOGS } from "./paths.mjs";
import { usesSandbox } from "./services.mjs";

/** The facts that a person needs when everything runs; without secrets, as they are written to a file. */
export function summaryOf(settings) {
  const site = settings.NEXTAUTH_URL;
  return {
    site,
    admin: `${site}/admin`,
    inbox: ["1", "true", "on"].includes(settings.NEXUS_DEV_INBOX) ? `${site}/dev/inbox` : null,
    email: settings.ADMIN_EMAILS.split(",")[0].trim(),
    bench: usesSandbox(settings) ? "sandbox (set BENCH_PATH to use a real one)" : settings.BENCH_PATH,
  };
}

/** The summary as lines to print. */
export function describe({ site, admin, inbox, email, bench }, password) {
  return [
    "",
    `  Site        ${site}`,
    `  Admin       ${admin}`,
    `              ${email}  ${password}`,
    ...(inbox === null ? [] : [`  Dev inbox   ${inbox}`]),
    `  Bench       ${bench}`,
    `  Logs        ${LOGS}`,
    "",
  ].join("\n");
}
