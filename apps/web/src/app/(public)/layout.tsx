import Link from "next/link";
import type { ReactNode } from "react";
import { isStaff, readSession } from "../../auth/session.ts";
import { AccountMenu } from "../../layout/account-menu.tsx";
import { SiteFooter } from "../../layout/site-footer.tsx";
import { SiteHeader } from "../../layout/site-header.tsx";
import { Button } from "../../ui/button.tsx";

/** Pages for everybody; who is signed in finds the way back. */
export default async function PublicLayout({ children }: { children: ReactNode }) {
  const session = await readSession();
  return (
    <>
      <SiteHeader>
        {session !== null ? <AccountMenu email={session.email} staff={isStaff(session)} /> : (
          <>
            <Button asChild variant="quiet"><Link href="/login">Sign in</Link></Button>
            <Button asChild className="max-sm:hidden"><Link href="/signup">Get started</Link></Button>
          </>
        )}
      </SiteHeader>
      <main id="main" className="flex-1">{children}</main>
      <SiteFooter />
    </>
  );
}
