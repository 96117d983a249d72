import Link from "next/link";
import type { ReactNode } from "react";
import { SiteFooter } from "../../layout/site-footer.tsx";
import { SiteHeader } from "../../layout/site-header.tsx";
import { Button } from "../../ui/button.tsx";

export default function PublicLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <SiteHeader>
        <Button asChild variant="quiet"><Link href="/login">Sign in</Link></Button>
        <Button asChild className="max-sm:hidden"><Link href="/signup">Get started</Link></Button>
      </SiteHeader>
      <main id="main" className="flex-1">{children}</main>
      <SiteFooter />
    </>
  );
}
