import { Inbox } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { MailView } from "../../../dev-inbox/mail-view.tsx";
import { readMails } from "../../../dev-inbox/read-mails.ts";
import { Refresh } from "../../../dev-inbox/refresh.tsx";
import { devInboxOpen } from "../../../env.ts";
import { PageWidth } from "../../../layout/page-width.tsx";
import { SiteHeader } from "../../../layout/site-header.tsx";

export const metadata: Metadata = { title: "Dev inbox", robots: { index: false } };

/** Where mails go while no mail server is configured. Anybody who reaches this page reads them: it is for development. */
export default async function DevInboxPage() {
  if (!devInboxOpen()) notFound();
  const mails = await readMails();
  return (
    <>
      <SiteHeader />
      <main id="main" className="flex-1">
        <PageWidth className="max-w-2xl pt-8 pb-20">
          <Refresh />
          <h1 className="text-2xl font-semibold tracking-tight">Dev inbox</h1>
          <p className="mt-2 text-[15px] leading-6 text-ink-2">No mail server is configured, so mails end here instead of being sent. New ones appear by themselves.</p>
          <div className="mt-8 grid grid-cols-[minmax(0,1fr)] gap-4">
            {mails.map((mail) => <MailView key={mail.messageId} mail={mail} />)}
            {mails.length === 0 && (
              <div className="grid justify-items-center gap-3 rounded-2xl border border-dashed px-6 py-16 text-center text-sm text-ink-2">
                <Inbox aria-hidden className="size-6 text-ink-3" /> No mail yet. Sign up, and the code arrives here.
              </div>
            )}
          </div>
        </PageWidth>
      </main>
    </>
  );
}
