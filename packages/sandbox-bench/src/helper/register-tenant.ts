import { insertDocument, updateDocument } from "../frappe/document.ts";
import { tableOf } from "../frappe/doctype.ts";
import { storeSecrets } from "../frappe/secret-field.ts";
import { type Operation, siteOf, text, textOrNull } from "./arguments.ts";

const DOCTYPE = "SaaS Tenant";
const FIELDS: readonly [field: string, argument: string][] = [
  ["subdomain", "subdomain"], ["owner_email", "ownerEmail"], ["organization_name", "organization"], ["site_url", "siteUrl"],
  ["status", "status"], ["plan_type", "plan"], ["admin_user", "adminUser"],
];

/** Writes a tenant on the master site, creating the doctype when it is missing. The secret is stored encrypted; key and secret that are null stay as they are. */
export const registerTenant: Operation = (call) => {
  const site = siteOf(call);
  const database = site.connect();
  const editor = { user: "Administrator", now: call.now };
  const apiKey = textOrNull(call, "apiKey");
  const apiSecret = textOrNull(call, "apiSecret");
  const values = { ...Object.fromEntries(FIELDS.map(([field, argument]) => [field, text(call, argument)])), ...(apiKey === null ? {} : { api_key: apiKey }) };
  return database.transaction(() => {
    if (database.read("tabDocType")[DOCTYPE] === undefined) {
      insertDocument(database, "DocType", tenantDoctype(), editor);
      database.createTables([tableOf(DOCTYPE)]);
    }
    const name = text(call, "subdomain");
    const created = database.read(tableOf(DOCTYPE))[name] === undefined;
    if (created) insertDocument(database, DOCTYPE, values, editor);
    else updateDocument(database, DOCTYPE, name, values, editor);
    if (apiSecret !== null) storeSecrets(site, database, { doctype: DOCTYPE, name }, { api_secret: apiSecret });
    return { created };
  });
};

function tenantDoctype(): Record<string, unknown> {
  const fields = FIELDS.map(([fieldname]) => ({ fieldname, fieldtype: "Data", reqd: fieldname === "subdomain" ? 1 : 0, unique: fieldname === "subdomain" ? 1 : 0 }));
  return {
    name: DOCTYPE, module: "Core", custom: 1, issingle: 0, autoname: "field:subdomain",
    fields: [...fields, { fieldname: "api_key", fieldtype: "Data" }, { fieldname: "api_secret", fieldtype: "Password" }],
    permissions: [{ role: "System Manager", read: 1, write: 1, create: 1, delete: 1 }],
  };
}
