import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  readonly messageId: string;
  readonly subject: string;
  readonly to: string;
}

/** A mail server that keeps what it takes. */
export interface MailServer {
  /** All mails; throws while there are fewer than `count`. */
  readonly received: (count: number) => readonly ReceivedMail[];
  /** Answers the mail that was held back. */
  readonly release: () => void;
  readonly close: () => Promise<void>;
}

/** @param options `holdFirst`: the first mail is taken, but the sender is not told until `release`. */
export async function startMailServer(port: number, { holdFirst = false } = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  let release: () => void = () => undefined;
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ["STARTTLS", "AUTH"], logger: false,
    onData: (stream, _session, answer) => {
      void simpleParser(stream).then(async (mail) => {
        const to = [mail.to ?? []].flat().map(({ text }) => text).join(", ");
        mails.push({ messageId: mail.messageId ?? "", subject: mail.subject ?? "", to });
        if (holdFirst && mails.length === 1) await new Promise<void>((resolve) => { release = resolve; });
        answer();
      });
    },
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    received: (count) => {
      if (mails.length < count) throw new Error(`${mails.length} of ${count} mails have arrived.`);
      return mails;
    },
    release: () => release(),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
