import "server-only";
import { env } from "../env.ts";
import type { SitesPlace } from "./site-address.ts";

/** Where this installation's workspaces are reached by their people, e.g. `http://` … `.nexus-sites.localhost:8080`. */
export function sitesPlace(): SitesPlace {
  const pattern = env.SITES_PUBLIC_URL ?? `http://{subdomain}.${env.SITES_DOMAIN}:${env.SITES_PUBLIC_PORT}`;
  const [before = "", after = ""] = pattern.replace(/:80$/, "").replace(/\/+$/, "").split("{subdomain}");
  return { before, after };
}
