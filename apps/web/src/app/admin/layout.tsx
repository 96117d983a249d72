import type { Metadata } from "next";
import type { ReactNode } from "react";
import { SectionLinks } from "../../admin/section-links.tsx";
import { isStaff, readSession } from "../../auth/session.ts";
import { AccountMenu } from "../../layout/account-menu.tsx";
import { PageWidth } from "../../layout/page-width.tsx";
import { SiteHeader } from "../../layout/site-header.tsx";

export const metadata: Metadata = { title: { default: "Admin", template: "%s · Admin" }, robots: { index: false } };

/** The operator's panel. Each page checks by itself who may see it; this only draws the frame. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const session = await readSession();
  const staff = isStaff(session);
  return (
    <>
      <SiteHeader line navigation={staff && <SectionLinks />}>{session !== null && <AccountMenu email={session.email} staff={staff} />}</SiteHeader>
      <main id="main" className="flex-1">
        <PageWidth className="pt-8 pb-20">{children}</PageWidth>
      </main>
    </>
  );
}
