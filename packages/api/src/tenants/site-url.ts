import type { ApiConfig } from "../config.ts";

/** Public address of a workspace's Frappe site, without a slash at the end. */
export function siteUrl(config: Pick<ApiConfig, "sitesPublicUrl">, subdomain: string): string {
  return config.sitesPublicUrl.replace("{subdomain}", subdomain);
}
