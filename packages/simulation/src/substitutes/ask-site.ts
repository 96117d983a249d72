import { configuredDatabase, isInMaintenance, open } from "../bench/operations.ts";
import { gate } from "../kernel/process.ts";
import { world } from "../world/current.ts";

/** In place of the worker's `ports/ask-site.ts`: the model bench's sites by their Host. */
export interface SiteRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly form?: string;
  readonly authorization?: string;
}

export interface SiteAnswer {
  readonly status: number;
  readonly body: string;
}

const TRAVEL = 5;
const JSON_ANSWER = (message: unknown): SiteAnswer => ({ status: 200, body: JSON.stringify({ message }) });
const REFUSED: SiteAnswer = { status: 401, body: "{}" };

export async function askSite(_upstream: string, site: string, request: SiteRequest): Promise<SiteAnswer> {
  const { kernel, network } = world();
  await kernel.sleep(TRAVEL);
  network.siteRequest(site);
  await gate();
  const fault = network.takeSiteFault();
  if (fault === "request lost") throw new Error("ECONNRESET");
  const answered = answer(site, request);
  await kernel.sleep(TRAVEL);
  await gate();
  if (fault === "answer lost") throw new Error("ECONNRESET");
  return answered;
}

function answer(site: string, { path, form, authorization }: SiteRequest): SiteAnswer {
  const { bench } = world();
  if (configuredDatabase(bench, site) === null) return { status: 404, body: "<html>" };
  if (!bench.mariadb.isUp) return { status: 500, body: "{}" };
  if (isInMaintenance(bench, site)) return { status: 503, body: "{}" };
  const database = open(bench, site);
  if (database.filled !== "whole") return { status: 500, body: "{}" };
  if (path.startsWith("/api/method/ping")) return JSON_ANSWER("pong");
  if (path.startsWith("/api/method/login")) {
    const given = new URLSearchParams(form);
    return database.users.get(given.get("usr") ?? "")?.password === given.get("pwd") ? JSON_ANSWER("Logged In") : REFUSED;
  }
  for (const [email, { apiKey, apiSecret }] of database.users) {
    if (apiKey !== null && authorization === `token ${apiKey}:${String(apiSecret)}`) return JSON_ANSWER(email);
  }
  return REFUSED;
}
