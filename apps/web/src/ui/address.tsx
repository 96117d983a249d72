import type { SitesPlace } from "../product/site-address.ts";
import { Breakable } from "./breakable.tsx";

/** A workspace's full address with its name made to stand out. */
export function Address({ name, sites, strong = true }: { name: string; sites: SitesPlace; strong?: boolean }) {
  return (
    <>
      <Breakable text={sites.before} />
      <span className={strong ? "text-accent-text" : "text-ink-2"}><Breakable text={name} /></span>
      <wbr />
      <Breakable text={sites.after} />
    </>
  );
}
