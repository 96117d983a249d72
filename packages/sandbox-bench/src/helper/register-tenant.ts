import { insertDocument, updateDocument } from "../frappe/document.ts";
import { tableOf } from "../frappe/doctype.ts";
import { storeSecrets } from "../frappe/secret-field.ts";
import { type Operation, siteOf, text, textOrNull } from "./arguments.ts";

const DOCTYPE = "SaaS Tenant";
const FIELDS: readonly [field: string, argument: string][] = [
  ["subdomain", "subdomain"], ["owner_email", "ownerEmail"], ["organization_name", "organization"], ["site_url", "siteUrl"],
  ["status", "status"], ["plan_type", "plan"], ["admin_user", "adminUser"],
];
const SPECIAL: Readonly<Record<string, Record<string, unknown>>> = {
  subdomain: { reqd: 1, unique: 1 },
  status: { fieldtype: "Select", options: "Active\nSuspended\nDeleted" },
  plan_type: { fieldtype: "Select", options: "Free\nPro\nEnterprise" },
};

/** Writes a tenant on the master site, creating the doctype when it is missing. The secret is stored encrypted; key and secret that are null stay as they are. */
export const registerTenant: Operation = (call) => {
  const site = siteOf(call);
  const database = site.connect();
  const editor = { user: "Administrator", now: call.now };
  const apiKey = textOrNull(call, "apiKey");
  const apiSecret = textOrNull(call, "apiSecret");
  const given = Object.fromEntries(FIELDS.map(([field, argument]) => [field, text(call, argument)]));
  const values = { ...given, ...(apiKey === null ? {} : { api_key: apiKey }), ...(apiSecret === null ? {} : { api_secret: "*".repeat(apiSecret.length) }) };
  return database.transaction(() => {
    if (database.read("tabDocType")[DOCTYPE] === undefined) insertDocument(database, "DocType", tenantDoctype(), editor);
    // Also where somebody was cut off between the two.
    database.createTables([tableOf(DOCTYPE)]);
    const found = Object.values(database.read(tableOf(DOCTYPE))).find((row) => row["subdomain"] === given["subdomain"]);
    const saved = found === undefined ? insertDocument(database, DOCTYPE, values, editor) : updateDocument(database, DOCTYPE, String(found["name"]), values, editor);
    if (apiSecret !== null) storeSecrets(site, database, { doctype: DOCTYPE, name: String(saved["name"]) }, { api_secret: apiSecret });
    return { created: found === undefined };
  });
};

function tenantDoctype(): Record<string, unknown> {
  const fields = FIELDS.map(([fieldname]) => ({ fieldname, fieldtype: "Data", ...SPECIAL[fieldname] }));
  return {
    name: DOCTYPE, module: "Core", custom: 1, issingle: 0, autoname: "field:subdomain",
    fields: [...fields, { fieldname: "api_key", fieldtype: "Data" }, { fieldname: "api_secret", fieldtype: "Password" }],
    permissions: [{ role: "System Manager", read: 1, write: 1, create: 1, delete: 1 }],
  };
}
