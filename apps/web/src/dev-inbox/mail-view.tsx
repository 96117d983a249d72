import { LocalTime } from "../time/local-time.tsx";
import { Breakable } from "../ui/breakable.tsx";
import { Card } from "../ui/card.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { type MailPart, mailParts } from "./mail-parts.ts";

interface MailViewProps {
  readonly mail: { readonly to: string; readonly subject: string; readonly text: string; readonly at: Date };
}

/** One mail, as text: nothing in it can run or load. */
export function MailView({ mail }: MailViewProps) {
  return (
    <Card className="p-5 sm:p-6">
      <article>
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 border-b pb-4">
          <h2 className="min-w-0 font-semibold tracking-tight">{mail.subject}</h2>
          <p className="text-[13px] text-ink-3"><LocalTime at={mail.at} /></p>
          <p className="w-full text-[13px] text-ink-3">To <Breakable text={mail.to} /></p>
        </div>
        <div className="mt-5 grid gap-4 text-[15px] leading-6 text-ink-2">{mailParts(mail.text).map((part, at) => <Part key={at} part={part} />)}</div>
      </article>
    </Card>
  );
}

function Part({ part }: { part: MailPart }) {
  switch (part.kind) {
    case "text": return <p className="break-words whitespace-pre-line">{part.text}</p>;
    case "link": return <p><a className="font-medium text-accent-text underline underline-offset-4" href={part.url}>{part.label}</a></p>;
    case "code":
      return (
        <p className="flex items-center gap-3 rounded-xl bg-sunken px-5 py-4">
          <code className="font-mono text-3xl font-semibold tracking-[0.18em] text-ink">{part.code}</code>
          <CopyButton text={part.code} what="the code" className="ml-auto size-9" />
        </p>
      );
  }
}
