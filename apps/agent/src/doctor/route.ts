import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isOpen } from "../bench/config.ts";
import { sitesDir } from "../bench/paths.ts";
import { clockFinding } from "./clock.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

const TIMEOUT_MS = 15_000;
const PING = "/api/method/ping";
/** How many of a bench's sites are asked, as old ones may be broken. */
const ASKED = 5;
const MENDS_ROUTE = "Start what serves the sites (`bench start`, nginx), or set SITES_UPSTREAM to where that is.";

interface Answer {
  readonly status: number;
  readonly body: string;
  /** The server's clock, in ms since 1970; it counts whole seconds. */
  readonly date: number | null;
}

/** Whether sites are served by their Host and by nothing else. */
export async function checkRoute({ env, now }: Patient): Promise<Finding[]> {
  const { sitesUpstream } = env;
  const stranger = `doctor-${randomBytes(6).toString("hex")}.invalid`;
  const asked = now().getTime();
  const unknown = await ask(sitesUpstream, { host: stranger });
  if (unknown === null) return [problem(`Nothing answers at ${sitesUpstream}, where the sites should be served: no signup can be finished.`, MENDS_ROUTE)];
  const clock = unknown.date === null ? [] : [clockFinding("The sites'", unknown.date, { from: asked - 1000, to: now().getTime() })];
  const findings = [unknownFinding(sitesUpstream, unknown), ...clock];
  const sites = env.masterSite === null ? openSites(env.agent.benchPath).slice(0, ASKED) : [env.masterSite];
  if (sites.length === 0) return [...findings, warning(`Whether ${sitesUpstream} serves the sites of this bench cannot be seen: there is no site that is open.`, "Make one (`bench new-site`), and run this again.")];
  const answers = await Promise.all(sites.map(async (site) => ({ site, answer: await ask(sitesUpstream, { host: site }) })));
  const served = answers.find(({ answer }) => answer?.status === 200 && answer.body.includes("pong"));
  if (served === undefined) return [...findings, problem(`${listed(sites)} not served at ${sitesUpstream}: ${answers.map(({ answer }) => answer?.status ?? "nothing").join(", ")} is answered.`, "Is that where this bench serves its sites, and are they not in maintenance? New sites would be found just as little.")];
  const spoofed = await ask(sitesUpstream, { host: stranger, "x-frappe-site-name": served.site });
  return [...findings, ok(`${served.site} is served under its own Host.`), spoofFinding(sitesUpstream, spoofed)];
}

/** Sites of the bench that are not in maintenance. */
function openSites(bench: string): string[] {
  return readdirSync(sitesDir(bench)).filter((name) => isOpen(bench, name)).sort();
}

function listed(sites: readonly string[]): string {
  return `${sites.join(", ")} ${sites.length === 1 ? "is" : "are"}`;
}

function unknownFinding(upstream: string, { status }: Answer): Finding {
  if (status === 404) return ok(`${upstream} answers, and knows no site of an unknown Host.`);
  return problem(`${upstream} answers an unknown Host with ${status} instead of 404: sites would look ready that are not there.`, "Serve sites by Host: `bench config dns_multitenant on`, no default site (`serve_default_site` false), and the right address in SITES_UPSTREAM.");
}

function spoofFinding(upstream: string, spoofed: Answer | null): Finding {
  if (spoofed?.status !== 200) return ok("A visitor cannot choose another site by X-Frappe-Site-Name.");
  return warning(
    `${upstream} obeys X-Frappe-Site-Name: who reaches this address chooses the site, whatever the Host.`,
    "Let visitors reach it only through a proxy that overwrites this header with the lower-case Host, as `bench setup nginx` does.",
  );
}

/** Null when nobody answers in time. Not with fetch, which lets nobody choose the Host. */
function ask(upstream: string, headers: Record<string, string>): Promise<Answer | null> {
  const url = new URL(PING, upstream);
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const sent = request(url, { headers, timeout: TIMEOUT_MS }, (response) => {
      const parts: string[] = [];
      response.setEncoding("utf8").on("data", (part: string) => parts.push(part)).on("error", () => resolve(null));
      response.on("end", () => {
        const date = Date.parse(response.headers.date ?? "");
        resolve({ status: response.statusCode ?? 0, body: parts.join(""), date: Number.isNaN(date) ? null : date });
      });
    });
    sent.on("timeout", () => sent.destroy()).on("error", () => resolve(null)).end();
  });
}
