import { saveSingle } from "../frappe/document.ts";
import { number, type Operation, siteOf, text } from "./arguments.ts";

const DOCTYPE = "SaaS Settings";

/** Writes the tenant's own settings; a site without the doctype is left as it is, and the result says so. */
export const seedSettings: Operation = (call) => {
  const database = siteOf(call).connect();
  if (database.read("tabDocType")[DOCTYPE] === undefined) return { seeded: false };
  saveSingle(database, DOCTYPE, { organization_name: text(call, "organization"), plan_type: text(call, "plan"), max_users: number(call, "maxUsers") });
  return { seeded: true, fields: ["max_users", "organization_name", "plan_type"] };
};
