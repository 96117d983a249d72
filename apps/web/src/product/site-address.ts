/** Where workspaces are reached; plain values, so that browser code can take them as a property. */
export interface SitesPlace {
  readonly scheme: "http" | "https";
  readonly domain: string;
  /** `null` where it is the scheme's own. */
  readonly port: number | null;
}

/** What stands before and after a workspace's name in its address. */
export function addressAround({ scheme, domain, port }: SitesPlace): { before: string; after: string } {
  return { before: `${scheme}://`, after: `.${domain}${port === null ? "" : `:${port}`}` };
}
