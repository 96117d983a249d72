import type { ReactNode } from "react";
import { isStaff, readSession } from "../../auth/session.ts";
import { AccountMenu } from "../../layout/account-menu.tsx";
import { PageWidth } from "../../layout/page-width.tsx";
import { SiteHeader } from "../../layout/site-header.tsx";

/** Pages of somebody who is signed in; each of them asks for the session itself. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const session = await readSession();
  return (
    <>
      <SiteHeader>{session !== null && <AccountMenu email={session.email} staff={isStaff(session)} />}</SiteHeader>
      <main id="main" className="flex-1">
        <PageWidth className="max-w-5xl pt-6 pb-20 sm:pt-10">{children}</PageWidth>
      </main>
    </>
  );
}
