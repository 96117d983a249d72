import { benchApps, readManifest } from "../../bench/app-manifest.ts";
import { installedApps, readDefault } from "../../frappe/defaults.ts";
import { readSingle } from "../../frappe/document.ts";
import { findUser } from "../../frappe/user.ts";
import type { Visit } from "../visit.ts";
import { escape, page } from "./layout.ts";

/** The desk: who is signed in, what the workspace is, what is installed. */
export function deskPage(visit: Visit): string {
  const { site, database, user } = visit;
  const settings = readSingle(database, "SaaS Settings");
  const organization = text(settings["organization_name"]) ?? site.name;
  const name = text(findUser(database, user)?.["full_name"]) ?? user;
  return page({
    title: organization,
    brand: organization,
    actions: '<form method="post" action="/logout"><button>Log out</button></form>',
    content: `<h1>Welcome, ${escape(name)}</h1>
<p class="dim">You are signed in as ${escape(user)} on ${escape(site.name)}.</p>
${wizardNote(visit)}${cards(visit, settings)}
<h2 id="apps">Installed apps</h2><ul class="list" aria-labelledby="apps">${apps(visit)}</ul>`,
  });
}

function cards({ database }: Visit, settings: Record<string, unknown>): string {
  const people = Object.values(database.read("tabUser")).filter((row) => row["name"] !== "Administrator" && row["name"] !== "Guest" && Number(row["enabled"]) === 1);
  const limit = text(settings["max_users"]);
  const facts = [
    ["Organization", text(settings["organization_name"]) ?? "Not set"],
    ["Plan", text(settings["plan_type"]) ?? "Not set"],
    ["Users", limit === null ? String(people.length) : `${people.length} of ${limit}`],
  ];
  return `<dl class="cards">${facts.map(([label = "", fact = ""]) => `<div class="card"><dt>${escape(label)}</dt><dd>${escape(fact)}</dd></div>`).join("")}</dl>`;
}

function wizardNote({ database }: Visit): string {
  if (readDefault(database, "desktop:home_page") !== "setup-wizard") return "";
  return '<p class="bad" role="status">The setup wizard has not been completed; on Frappe you would see it now instead of the desk.</p>';
}

function apps({ site, database }: Visit): string {
  const known = new Set(benchApps(site.bench));
  return installedApps(database)
    .map((app) => `<li><span>${escape(app)}</span><span class="dim">${escape(known.has(app) ? (readManifest(site.bench, app)?.version ?? "") : "no longer on the bench")}</span></li>`)
    .join("");
}

function text(value: unknown): string | null {
  return value === undefined || value === null || value === "" ? null : String(value);
}
