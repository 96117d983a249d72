import { Trouble } from "../trouble.ts";
import type { Bench } from "../bench/paths.ts";
import { asObject } from "../disk/write-atomic.ts";
import { FrappeError, frappeError } from "../frappe/errors.ts";
import { type Config, Site } from "../frappe/site.ts";
import { OperationalError } from "../mariadb/errors.ts";
import { answerPage } from "./answer-page.ts";
import { METHODS } from "./methods.ts";
import { messagePage, unknownHostPage } from "./page/message.ts";
import { errorReply, html, type Reply } from "./reply.ts";
import type { Request } from "./request.ts";
import { answerResource } from "./resource.ts";
import { type Visit, visitorOf } from "./visit.ts";

/** The connection is to be cut without an answer. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** Answers a request to the site of this name. @throws NoAnswer when a fault says so. */
export async function answer(bench: Bench, siteName: string, request: Request): Promise<Reply> {
  const trouble = Trouble.take(bench.root, { kind: "http", name: request.path, site: siteName });
  const forced = await meetFaults(trouble);
  if (forced !== null) return forced;
  const site = new Site(bench, siteName, trouble);
  if (!site.exists() || site.config()["db_name"] === undefined) return html(unknownHostPage(siteName), 404);
  try {
    if (isClosed(site.config())) throw frappeError("SessionStopped", "Session Stopped");
    const database = site.connect();
    const now = new Date();
    return await route({ site, database, request, now, user: visitorOf(site, database, request, now) });
  } catch (error) {
    return failed(request, error);
  }
}

/** A bench, or a site, may let visitors read during maintenance; that nothing can be written then is not imitated. */
function isClosed(config: Config): boolean {
  return Number(config["maintenance_mode"] ?? 0) === 1 && Number(config["allow_reads_during_maintenance"] ?? 0) === 0;
}

async function meetFaults(trouble: Trouble): Promise<Reply | null> {
  if (trouble.find("http_down") !== undefined) throw new NoAnswer();
  await trouble.delay("http_slow");
  if (trouble.find("http_500") !== undefined) return html(messagePage("Server Error", "The sandbox was told to fail."), 500);
  if (trouble.find("http_503") !== undefined) return html(messagePage("Service Unavailable", "The sandbox was told to be unavailable."), 503);
  if (trouble.find("http_404") !== undefined) return html(unknownHostPage("This site"), 404);
  return null;
}

async function route(visit: Visit): Promise<Reply> {
  const [, api, kind, ...rest] = visit.request.path.replace(/^\/api\/v[12]\//, "/api/").split("/");
  if (api !== "api") return answerPage(visit);
  const reply = await answerApi(visit, kind ?? "", rest.filter((part) => part !== ""));
  return visit.request.path.startsWith("/api/v2/") ? inWordsOfV2(reply) : reply;
}

/** The second version of the REST side says `data` where the first says `message`. */
function inWordsOfV2(reply: Reply): Reply {
  if (reply.type !== "json") return reply;
  const { message, ...others } = asObject(JSON.parse(reply.body));
  return { ...reply, body: JSON.stringify({ data: message, ...others }) };
}

async function answerApi(visit: Visit, kind: string, rest: readonly string[]): Promise<Reply> {
  const [first = "", ...others] = rest;
  if (kind === "resource" && first !== "") return answerResource(visit, first, others.length === 0 ? null : others.join("/"));
  if (kind !== "method") throw frappeError("DoesNotExistError", "");
  if (visit.request.isHead) throw frappeError("PermissionError", "Not permitted");
  const method = Object.hasOwn(METHODS, first) ? METHODS[first] : undefined;
  if (method === undefined) throw frappeError("ValidationError", `Failed to get method for command ${first} with App ${first.split(".")[0] ?? ""} is not installed`);
  return method(visit);
}

function failed({ path }: Request, error: unknown): Reply {
  const told = error instanceof OperationalError ? new FrappeError(error.exception, error.message) : error;
  if (!(told instanceof FrappeError)) throw error;
  if (told.exception.startsWith("werkzeug.")) return html(messagePage(told.type, told.message), told.status);
  if (path.startsWith("/api/")) return errorReply(told);
  if (told.type === "SessionStopped") return html(messagePage("Updating", "The system is being updated. Please refresh again after a few moments."), 503);
  return html(messagePage(told.status === 404 ? "Not Found" : "Server Error", told.status === 404 ? "The resource you are looking for is not available." : told.type), told.status);
}
