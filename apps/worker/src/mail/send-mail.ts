import type { PrismaClient } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { unseal } from "@nexus/domain/secrets/seal";
import type { MailState } from "@nexus/domain/states/signup";
import { recordEvent } from "@nexus/provisioning/audit/record-event";
import { MAIL_VALUES } from "@nexus/provisioning/mail/queue-mail";
import { type MailTemplate, type MailValues, type RenderedMail, renderMail } from "@nexus/provisioning/mail/templates";
import type { Engine } from "@nexus/provisioning/engine";
import type { Logger } from "../logging/logger.ts";
import { type Deliver, MailRefused } from "./delivery.ts";

export interface SendMailParts {
  readonly prisma: PrismaClient;
  readonly engine: Engine;
  readonly actor: Omit<Actor, "requestId">;
  readonly log: Logger;
  readonly now: () => Date;
  readonly sealingKey: Buffer;
  readonly product: string;
  readonly deliver: Deliver;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** How long a mail is tried that a server rejects: the least that RFC 5321 asks for, and time to mend our account there. */
const REJECTED_FOR_MS = 5 * 24 * 60 * 60_000;

/**
 * The workflow behind every mail: tried for as long as it takes, with waits of up to five minutes, unless its
 * mailbox does not exist, a server rejects it for five days, or its code has run out. A mail whose delivery was
 * cut off is sent again under the same Message-ID.
 */
export function sendMail(parts: SendMailParts): (outboxId: string) => Promise<void> {
  const { engine } = parts;
  return async (outboxId) => {
    for (let tries = 1; ; tries += 1) {
      const refusal = await engine.step(`send:${tries}`, () => trySending(parts, outboxId));
      if (refusal === null) return;
      await engine.step(`retry:${tries}`, () => recordRetry(parts, { outboxId, tries, refusal }));
      await engine.sleep(Math.min(FIRST_WAIT_MS * 2 ** Math.min(tries - 1, 20), LONGEST_WAIT_MS));
    }
  };
}

/** Sends once. `null`: it is over, sent or failed; else why it is to be tried again, without a secret. */
async function trySending(parts: SendMailParts, outboxId: string): Promise<string | null> {
  const { prisma, deliver, log, sealingKey } = parts;
  const mail = await prisma.outboxMail.findUnique({ where: { id: outboxId } });
  if (mail === null || mail.state !== ("queued" satisfies MailState) || mail.sealedValues === null) return null;
  const values = unseal(sealingKey, { subject: mail.id, purpose: MAIL_VALUES }, mail.sealedValues);
  if (isTooLate(mail, values, parts.now())) return markFailed(parts, mail.id, "The code in it ran out before a mail server took it.");
  try {
    await deliver({ messageId: mail.messageId, to: mail.to, ...render(parts.product, mail.template, values) });
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error;
    log.warn({ mail: mail.id, template: mail.template, refusal: error.message }, "mail was not accepted");
    return isOver(error, mail.createdAt, parts.now()) ? markFailed(parts, mail.id, error.message) : error.message;
  }
  await markSent(parts, mail.id);
  log.info({ mail: mail.id, template: mail.template }, "mail sent");
  return null;
}

/** Template and values were written together by `queueMail`, which checks that they fit. */
function render(product: string, template: string, values: string): RenderedMail {
  return renderMail(template as MailTemplate, product, JSON.parse(values) as MailValues[MailTemplate]);
}

function isOver({ kind }: MailRefused, createdAt: Date, now: Date): boolean {
  if (kind === "rejected") return now.getTime() >= createdAt.getTime() + REJECTED_FOR_MS;
  return kind === "no_mailbox";
}

/** A sign-up code is of no use once it ran out; every other mail is, however late. */
function isTooLate(mail: { template: string; createdAt: Date }, values: string, now: Date): boolean {
  if (mail.template !== ("signup_code" satisfies MailTemplate)) return false;
  const { minutes } = JSON.parse(values) as MailValues["signup_code"];
  return now.getTime() >= mail.createdAt.getTime() + minutes * 60_000;
}

/** Ends a mail that will not be sent; its values are wiped. */
async function markFailed({ prisma, actor }: SendMailParts, id: string, reason: string): Promise<null> {
  await prisma.$transaction(async (tx) => {
    const [mail] = await tx.outboxMail.updateManyAndReturn({
      where: { id, state: "queued" satisfies MailState },
      data: { state: "failed" satisfies MailState, sealedValues: null, lastError: reason, tries: { increment: 1 } },
    });
    if (mail === undefined) return;
    await recordEvent(tx, { ...actor, requestId: id }, {
      action: "mail.failed", outcome: "failed", after: { template: mail.template, mail: id, tries: mail.tries }, errorCode: "MAIL_REFUSED", reason,
    });
  });
  return null;
}

async function markSent({ prisma, actor, now }: SendMailParts, id: string): Promise<void> {
  await prisma.$transaction(async (tx) => {
    const [mail] = await tx.outboxMail.updateManyAndReturn({
      where: { id, state: "queued" satisfies MailState },
      data: { state: "sent" satisfies MailState, sentAt: now(), sealedValues: null, lastError: null, tries: { increment: 1 } },
    });
    if (mail === undefined) return;
    await recordEvent(tx, { ...actor, requestId: id }, {
      action: "mail.sent", outcome: "succeeded", after: { template: mail.template, mail: id, tries: mail.tries },
      durationMs: Math.max(0, now().getTime() - mail.createdAt.getTime()),
    });
  });
}

/** Counts the try; only a reason that is another than the last one is an event. */
async function recordRetry({ prisma, actor }: SendMailParts, retry: { outboxId: string; tries: number; refusal: string }): Promise<void> {
  const { outboxId: id, tries, refusal } = retry;
  await prisma.$transaction(async (tx) => {
    const before = await tx.outboxMail.findUniqueOrThrow({ where: { id } });
    if (before.tries >= tries || before.state !== ("queued" satisfies MailState)) return;
    await tx.outboxMail.update({ where: { id }, data: { tries, lastError: refusal } });
    if (before.lastError === refusal) return;
    await recordEvent(tx, { ...actor, requestId: id }, {
      action: "mail.retried", outcome: "failed", after: { template: before.template, mail: id }, errorCode: "MAIL_NOT_ACCEPTED", reason: refusal,
    });
  });
}
