import type { PrismaClient } from "@nexus/db/client";
import type { RenderedMail } from "@nexus/provisioning/mail/templates";
import { createTransport } from "nodemailer";
import { describeRefusal } from "./describe-refusal.ts";

/** A mail on its way out. Delivered again, it has the same Message-ID. */
export interface OutgoingMail extends RenderedMail {
  readonly messageId: string;
  readonly to: string;
}

/**
 * Why a mail was not accepted. `no_mailbox`: its address leads nowhere. `rejected`: the server's final word about
 * this mail, which may be about our account or our sender and so be set right. `away`: anything else.
 */
export type RefusalKind = "no_mailbox" | "rejected" | "away";

/** The mail was not accepted, or nobody was there to accept it. The message is free of secrets and addresses. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";
  readonly kind: RefusalKind;

  constructor(message: string, { cause, kind = "away" }: { cause?: unknown; kind?: RefusalKind } = {}) {
    super(message, { cause });
    this.kind = kind;
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
      throw new MailRefused(describeRefusal(error), { cause: error, kind: kindOf(error) });
    }
  };
}

/**
 * Enhanced status codes (RFC 3463) that are about the receiver's mailbox. Not the sender's 5.1.7 and 5.1.8, nor
 * 5.1.0, which servers also give to a sender that they do not like.
 */
const NO_MAILBOX = /^5\d\d[ -]5\.(1\.(1|2|3|6|10)|2\.1)\b/;

/** Without an enhanced code nobody can tell a missing mailbox from a relay that is denied: both are 550. */
function kindOf(error: unknown): RefusalKind {
  if (!(error instanceof Error) || !("command" in error) || !("permanent" in error)) return "away";
  if (error.permanent !== true || (error.command !== "RCPT TO" && error.command !== "DATA")) return "away";
  return "response" in error && typeof error.response === "string" && NO_MAILBOX.test(error.response) ? "no_mailbox" : "rejected";
}

/** Delivers to the table behind the dev inbox page; the same mail only once. */
export function devInboxDelivery(prisma: PrismaClient): Deliver {
  return async (mail) => {
    await prisma.devInboxMail.createMany({ data: mail, skipDuplicates: true });
  };
}
