import { isSetupComplete, runSetupWizard } from "../frappe/setup-wizard.ts";
import { raiseSignInLimit } from "../frappe/sign-in-limit.ts";
import type { Database } from "../mariadb/database.ts";
import { type Operation, siteOf, text } from "./arguments.ts";

/** Completes the setup wizard of every app, where it has not been done; makes the desk the home of its users and tells the site its address. */
export const completeSetup: Operation = (call) => {
  const site = siteOf(call);
  leadHomeToDesk(site.connect());
  raiseSignInLimit(site.connect());
  site.changeConfig({ host_name: text(call, "siteUrl") });
  if (isSetupComplete(site)) return { setupComplete: true, wasComplete: true };
  const [organization, language, country] = [text(call, "organization"), text(call, "language"), text(call, "country")];
  runSetupWizard(site, { organization, language, country, timeZone: text(call, "timeZone"), currency: text(call, "currency") }, call.now);
  return { setupComplete: true, wasComplete: false };
};

function leadHomeToDesk(database: Database): void {
  database.update("tabRole", (rows) => {
    const role = rows["Desk User"];
    if (role !== undefined) role["home_page"] ??= "/app";
  });
}
