import type { ReactNode } from "react";
import { PageWidth } from "../../layout/page-width.tsx";
import { SiteHeader } from "../../layout/site-header.tsx";

/** Pages that ask for one thing only. */
export default function FocusLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <SiteHeader />
      <main id="main" className="flex-1">
        <PageWidth className="max-w-5xl pt-6 pb-20 sm:pt-12">{children}</PageWidth>
      </main>
    </>
  );
}
