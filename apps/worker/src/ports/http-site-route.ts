import { StepError } from "@nexus/domain/errors/step-failure";
import type { SiteRoutePort } from "@nexus/provisioning/ports";
import { type SiteAnswer, type SiteRequest, askSite } from "./ask-site.ts";

/** Statuses by which Frappe says that it knows the question and refuses the asker. */
const REFUSED = new Set([401, 403]);

/** A site through the route that its visitors take: `upstream` with the site's own Host. */
export function httpSiteRoute(upstream: string): SiteRoutePort {
  const ask = async (site: string, request: SiteRequest): Promise<SiteAnswer> => {
    const answer = await askSite(upstream, site, request).catch((error: unknown) => {
      throw new StepError({ code: "SITE_UNREACHABLE", message: "The new site does not answer.", retryable: true }, error);
    });
    if (answer.status === 429) throw trouble("SITE_RATE_LIMITED", "The new site answers that it was asked too often.");
    if (answer.status >= 500) throw trouble("SITE_ERROR", `The new site answers with an error (${answer.status}).`);
    return answer;
  };
  return {
    ping: async (site) => {
      const { status } = await ask(site, { method: "GET", path: "/api/method/ping" });
      if (status !== 200) throw trouble("SITE_NOT_SERVED", `The new site's address answers ${status} instead of 200.`);
    },
    signIn: async (site, user, password) => {
      const form = new URLSearchParams({ usr: user, pwd: password }).toString();
      const { status } = await ask(site, { method: "POST", path: "/api/method/login", form });
      if (status === 200) return "accepted";
      if (REFUSED.has(status)) return "refused";
      throw trouble("SITE_UNEXPECTED_ANSWER", `The new site answers ${status} to a sign-in.`);
    },
    userOfApiKey: async (site, apiKey, apiSecret) => {
      const authorization = `token ${apiKey}:${apiSecret}`;
      const { status, body } = await ask(site, { method: "GET", path: "/api/method/frappe.auth.get_logged_user", authorization });
      if (REFUSED.has(status)) return null;
      if (status !== 200) throw trouble("SITE_UNEXPECTED_ANSWER", `The new site answers ${status} to an API key.`);
      return messageOf(body);
    },
  };
}

function trouble(code: string, message: string): StepError {
  return new StepError({ code, message, retryable: true });
}

function messageOf(body: string): string | null {
  try {
    const document: unknown = JSON.parse(body);
    return typeof document === "object" && document !== null && "message" in document && typeof document.message === "string" ? document.message : null;
  } catch {
    return null;
  }
}
