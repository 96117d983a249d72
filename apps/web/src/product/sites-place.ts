import "server-only";
import { env, webOrigin } from "../env.ts";
import type { SitesPlace } from "./site-address.ts";

/** Where this installation's workspaces are reached. */
export function sitesPlace(): SitesPlace {
  const scheme = webOrigin().startsWith("https:") ? "https" : "http";
  const own = scheme === "https" ? 443 : 80;
  const port = env.SITES_PUBLIC_PORT ?? own;
  return { scheme, domain: env.SITES_DOMAIN, port: port === own ? null : port };
}
