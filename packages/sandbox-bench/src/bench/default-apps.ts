import type { AppManifest } from "./app-manifest.ts";

const systemManager = { role: "System Manager", read: 1, write: 1, create: 1, delete: 1 };
const core = (name: string, extra: Record<string, unknown> = {}) => ({ name, module: "Core", issingle: 0, custom: 0, permissions: [systemManager], fields: [], ...extra });
const data = (fieldname: string, extra: Record<string, unknown> = {}) => ({ fieldname, fieldtype: "Data", ...extra });

/** Frappe itself, with the doctypes that the REST side and the agent's helper deal with. */
export const frappe: AppManifest = {
  name: "frappe", version: "15.55.1", branch: "version-15", modules: ["Core", "Desk", "Website", "Email", "Integrations"],
  requiredApps: [], progressUpdates: 336, tables: 228, installTime: { fast: 4, real: 40 }, homePath: null, hasSetupWizard: false,
  doctypes: [
    core("DocType", { fields: [data("module", { reqd: 1 })] }),
    core("User", { fields: [data("email", { reqd: 1 }), data("first_name", { reqd: 1 })] }),
    core("Role"), core("Module Def"), core("Installed Application"), core("DefaultValue"), core("Patch Log"),
    core("System Settings", { issingle: 1 }), core("Installed Applications", { issingle: 1 }),
  ],
};

/** The product's own app: the settings of a tenant, as the predecessor's app has them. */
export const nexusCore: AppManifest = {
  name: "nexus_core", version: "0.0.1", branch: "main", modules: ["Nexus Core"],
  requiredApps: [], progressUpdates: 24, tables: 6, installTime: { fast: 2, real: 3 }, homePath: null, hasSetupWizard: false,
  doctypes: [
    {
      name: "SaaS Settings", module: "Nexus Core", issingle: 1, custom: 0, permissions: [systemManager],
      fields: [
        data("organization_name"),
        { fieldname: "plan_type", fieldtype: "Select", options: "Free\nPro\nEnterprise", default: "Free" },
        { fieldname: "max_users", fieldtype: "Int" },
      ],
    },
  ],
};

/** A heavy app with a setup wizard of its own; added to a bench on request only. */
export const erpnext: AppManifest = {
  name: "erpnext", version: "15.71.1", branch: "version-15", modules: ["Accounts", "Stock", "Selling", "Buying", "Setup"],
  requiredApps: [], progressUpdates: 859, tables: 470, installTime: { fast: 6, real: 95 }, homePath: "/app/home", hasSetupWizard: true,
  doctypes: [{ name: "Company", module: "Setup", issingle: 0, custom: 0, autoname: "field:company_name", permissions: [systemManager], fields: [data("company_name", { reqd: 1 })] }],
};
