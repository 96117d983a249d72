import { MAX_USERS } from "@nexus/domain/plans/plan";
import { DEFAULT_NAME, type Product } from "@nexus/domain/product/config";

/** Sold when nothing is configured: a plain Frappe workspace, described by what Frappe itself brings. */
export const defaultProduct: Product = {
  name: DEFAULT_NAME,
  tagline: "Workspaces for growing companies",
  headline: "Run your company from one calm place.",
  introduction:
    "Records, approvals and reports in a workspace of your own. Choose a name, confirm your email address, and watch it being built: minutes later you are at work.",
  features: [
    { title: "An address of your own", text: "Your team signs in at your name. Nobody else shares your site." },
    { title: "A database of your own", text: "Your records live in a separate database with its own user and password." },
    { title: "Forms without code", text: "Add a field, a form or a whole record type in the browser, and use it at once." },
    { title: "Approvals that hold", text: "Workflows say who may move what to which state, and every change is kept." },
    { title: "Roles to the field", text: "Decide who sees, writes or exports each kind of record, down to single fields." },
    { title: "Open to your tools", text: "Everything on screen is also a REST call, with keys that you issue and revoke." },
  ],
  plan: {
    name: "Free",
    price: "Free",
    note: "No card, no trial clock.",
    includes: [
      `Up to ${MAX_USERS.Free} people`,
      "A site and database of your own",
      "All apps of the workspace",
      "Delete it yourself at any time",
    ],
  },
  accentHue: 262,
};
