import type { Socket } from "node:net";
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
  /** Different Message-IDs that came for an address. */
  readonly idsTo: (address: string) => ReadonlySet<string>;
  /** How many different ones came for each. */
  readonly idsByAddress: () => Readonly<Record<string, number>>;
  /** Answers the mail that was held back. */
  readonly release: () => void;
  readonly close: () => Promise<void>;
}

/** What goes wrong after a mail was taken. */
export interface MailServerFaults {
  /** The first mail is taken, but the sender is not told until `release`. */
  readonly holdFirst?: boolean;
  /** After each of so many first mails the connection breaks, in place of the answer. */
  readonly cutFirst?: number;
}

export async function startMailServer(port: number, { holdFirst = false, cutFirst = 0 }: MailServerFaults = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const sockets = new Map<number | undefined, Socket>();
  let release: () => void = () => undefined;
  const server = new SMTPServer({
    authOptional: true, disabledCommands: ["STARTTLS", "AUTH"], logger: false,
    onData: (stream, { remotePort }, answer) => {
      void simpleParser(stream).then(async (mail) => {
        const to = [mail.to ?? []].flat().map(({ text }) => text).join(", ");
        mails.push({ messageId: mail.messageId ?? "", subject: mail.subject ?? "", to });
        if (mails.length <= cutFirst) return void sockets.get(remotePort)?.destroy();
        if (holdFirst && mails.length === 1) await new Promise<void>((resolve) => { release = resolve; });
        answer();
        // A sender that was killed in the middle has not sent a mail.
      }).catch(() => undefined);
    },
  });
  server.on("error", () => undefined);
  server.server.on("connection", (socket: Socket) => sockets.set(socket.remotePort, socket));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    received: (count) => {
      if (mails.length < count) throw new Error(`${mails.length} of ${count} mails have arrived.`);
      return mails;
    },
    idsTo: (address) => new Set(mails.filter(({ to }) => to === address).map(({ messageId }) => messageId)),
    idsByAddress: () => {
      const ids = Map.groupBy(mails, ({ to }) => to);
      return Object.fromEntries([...ids].map(([to, all]) => [to, new Set(all.map(({ messageId }) => messageId)).size]));
    },
    release: () => release(),
    // The sender keeps connections open, and the server would wait for their end.
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets.values()) socket.destroy();
    }),
  };
}
