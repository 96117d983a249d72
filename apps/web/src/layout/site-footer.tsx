import { readProduct } from "../product/read-product.ts";
import { PageWidth } from "./page-width.tsx";

/** The foot of the public pages. */
export function SiteFooter() {
  const { name, tagline, supportEmail } = readProduct();
  return (
    <footer className="border-t">
      <PageWidth className="flex flex-col gap-2 py-8 text-sm text-ink-3 sm:flex-row sm:items-center sm:justify-between">
        <p>{name} · {tagline}</p>
        {supportEmail !== undefined && <a href={`mailto:${supportEmail}`} className="hover:text-ink">{supportEmail}</a>}
      </PageWidth>
    </footer>
  );
}
