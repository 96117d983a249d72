import { randomBytes } from "node:crypto";
import { installedApps } from "../frappe/defaults.ts";
import { readDocument, readSingle, updateDocument } from "../frappe/document.ts";
import { FrappeError, frappeError } from "../frappe/errors.ts";
import { makeOneTimeKey } from "../frappe/one-time-key.ts";
import { schedulerEnabled } from "../frappe/scheduler.ts";
import { isSetupComplete, runSetupWizard } from "../frappe/setup-wizard.ts";
import type { Site } from "../frappe/site.ts";
import { findUser, setApiKeys } from "../frappe/user.ts";
import { asObject } from "../disk/write-atomic.ts";
import { benchApps } from "../bench/app-manifest.ts";
import { type Command, onEachSite } from "./context.ts";
import { flag, value } from "./parse.ts";
import { pythonLiteral } from "./python-literal.ts";

/** `say` prints what the function itself prints, before its result. */
type Function = (site: Site, args: readonly unknown[], say: (line: string) => void) => unknown;

const FUNCTIONS: Readonly<Record<string, Function>> = {
  "frappe.ping": () => "pong",
  "frappe.get_installed_apps": (site) => installedApps(site.connect()),
  "frappe.utils.get_url": (site) => site.config()["host_name"] ?? `http://${site.name}`,
  "frappe.is_setup_complete": (site) => isSetupComplete(site),
  "frappe.get_all_apps": (site) => benchApps(site.bench),
  "frappe.utils.scheduler.is_scheduler_disabled": (site) => !schedulerEnabled(site, site.connect()),
  "frappe.db.get_single_value": (site, [doctype, field]) => readSingle(site.connect(), String(doctype))[String(field)] ?? null,
  "frappe.db.exists": (site, [doctype, name]) => (site.connect().read(`tab${String(doctype)}`)[String(name)] === undefined ? null : name),
  "frappe.www.login._generate_temporary_login_link": (site, [email, minutes]) => loginLink(site, String(email), Number(minutes)),
  "frappe.db.get_value": (site, [doctype, name, field]) => readDocument(site.connect(), String(doctype), String(name))[String(field)] ?? null,
  "frappe.db.set_value": (site, [doctype, name, field, value]) => {
    updateDocument(site.connect(), String(doctype), String(name), { [String(field)]: value }, { user: "Administrator", now: new Date() });
    return null;
  },
  "frappe.core.doctype.user.user.generate_keys": (site, [user]) => generateKeys(site, String(user)),
  "frappe.desk.page.setup_wizard.setup_wizard.setup_complete": (site, [answers], say) => completeSetup(site, asObject(answers), say),
  "frappe.client.get": (site, [doctype, name]) => readDocument(site.connect(), String(doctype), String(name ?? doctype)),
};

function loginLink(site: Site, email: string, minutes: number): string {
  if (findUser(site.connect(), email) === null) throw frappeError("DoesNotExistError", `User with email address ${email} does not exist`);
  return `http://${site.name}/api/method/frappe.www.login.login_via_key?key=${makeOneTimeKey(site, email, { minutes, now: new Date() })}`;
}

/** A new secret for a user, who keeps a key that there was. */
function generateKeys(site: Site, user: string): { api_secret: string } {
  const key = () => randomBytes(15).toString("hex").slice(0, 15);
  const apiSecret = key();
  const known = findUser(site.connect(), user)?.["api_key"];
  setApiKeys(site, site.connect(), { user, apiSecret, apiKey: typeof known === "string" && known !== "" ? known : key() });
  return { api_secret: apiSecret };
}

function completeSetup(site: Site, answers: Readonly<Record<string, unknown>>, say: (line: string) => void): { status: string } {
  const answer = (name: string): string => String(answers[name] ?? "");
  const organization = answer("company_name");
  runSetupWizard(site, { organization, language: answer("language"), country: answer("country"), timeZone: answer("timezone"), currency: answer("currency") }, new Date());
  for (const app of installedApps(site.connect())) say(`Updating Dashboard for ${app}`);
  return { status: "ok" };
}

/** `execute METHOD --args …`: calls one of a few functions and prints what it returned, unless that is empty. */
export const execute: Command = {
  usage: { name: "execute", arguments: ["METHOD"], options: { "--args": value("args"), "--kwargs": value("kwargs"), "--profile": flag("profile") } },
  run: (context, trouble) =>
    onEachSite(context, trouble, (site) => {
      const [method = ""] = context.given.positional;
      const result = find(context.bench, method)(site, readArguments(context.given.value("args")), (line) => context.console.say(line));
      if (result !== null && result !== false && result !== "" && !(Array.isArray(result) && result.length === 0)) context.console.say(pythonJson(result));
    }),
};

function find(bench: Site["bench"], method: string): Function {
  const found = Object.hasOwn(FUNCTIONS, method) ? FUNCTIONS[method] : undefined;
  if (found !== undefined) return found;
  const parts = method.split(".");
  const [app = ""] = parts;
  if (parts.length === 1 || !benchApps(bench).includes(app)) throw new FrappeError("NameError", `name '${app}' is not defined`);
  throw new FrappeError("AttributeError", `module '${parts.slice(0, -1).join(".")}' has no attribute '${parts.at(-1) ?? ""}'`);
}

/** The bench evaluates the text as Python; a single word that is no name becomes a text. */
function readArguments(text: string | undefined): readonly unknown[] {
  if (text === undefined || text === "") return [];
  if (/^[A-Za-z_]\w*$/.test(text)) return [text];
  const read = pythonLiteral(text);
  return Array.isArray(read) ? read : [read];
}

/** JSON as Python's json.dumps writes it, with a space after commas and colons. */
function pythonJson(result: unknown): string {
  if (Array.isArray(result)) return `[${result.map(pythonJson).join(", ")}]`;
  if (typeof result === "object" && result !== null) return `{${Object.entries(result).map(([key, entry]) => `${JSON.stringify(key)}: ${pythonJson(entry)}`).join(", ")}}`;
  return JSON.stringify(result ?? null);
}
