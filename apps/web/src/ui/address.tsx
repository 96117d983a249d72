import type { SitesPlace } from "../product/site-address.ts";

/** A workspace's full address with its name made to stand out. */
export function Address({ name, sites, strong = true }: { name: string; sites: SitesPlace; strong?: boolean }) {
  return (
    <>
      {sites.before}
      <span className={strong ? "text-accent-text" : "text-ink-2"}>{name}</span>
      <wbr />
      {sites.after}
    </>
  );
}
