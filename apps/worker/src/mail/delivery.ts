import type { PrismaClient } from "@nexus/db/client";
import type { RenderedMail } from "@nexus/provisioning/mail/templates";
import { createTransport } from "nodemailer";
import { describeRefusal } from "./describe-refusal.ts";

/** A mail on its way out. Delivered again, it has the same Message-ID. */
export interface OutgoingMail extends RenderedMail {
  readonly messageId: string;
  readonly to: string;
}

/** The mail was not accepted, or nobody was there to accept it. The message is free of secrets and addresses. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";
  /** The server said that it will never take this mail, e.g. because there is no such mailbox. */
  readonly forGood: boolean;

  constructor(message: string, { cause, forGood = false }: { cause?: unknown; forGood?: boolean } = {}) {
    super(message, { cause });
    this.forGood = forGood;
  }
}

/** Throws {@link MailRefused} when the mail server did not take the mail. */
export type Deliver = (mail: OutgoingMail) => Promise<void>;

const TIMEOUT_MS = 20_000;

/** Delivers to a mail server, over at most five connections at once. */
export function smtpDelivery(url: string, from: string): Deliver {
  const transport = createTransport({
    url, pool: true, maxConnections: 5, disableFileAccess: true, disableUrlAccess: true,
    connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS,
  });
  return async (mail) => {
    try {
      await transport.sendMail({ ...mail, from });
    } catch (error) {
      throw new MailRefused(describeRefusal(error), { cause: error, forGood: isForGood(error) });
    }
  };
}

/** A 5xx at any other place than these is about the server or our account there, which can be set right. */
function isForGood(error: unknown): boolean {
  if (!(error instanceof Error) || !("command" in error) || !("permanent" in error)) return false;
  return error.permanent === true && (error.command === "RCPT TO" || error.command === "DATA");
}

/** Delivers to the table behind the dev inbox page; the same mail only once. */
export function devInboxDelivery(prisma: PrismaClient): Deliver {
  return async (mail) => {
    await prisma.devInboxMail.createMany({ data: mail, skipDuplicates: true });
  };
}
