import type { Prisma } from "@nexus/db/client";
import type { Actor } from "@nexus/domain/audit/actions";
import { seal } from "@nexus/domain/secrets/seal";
import { randomUUID } from "node:crypto";
import { recordEvent } from "../audit/record-event.ts";
import { MAIL_QUEUE, MAIL_WORKFLOW, enqueueWorkflow } from "../runs/durable-queue.ts";
import type { MailTemplate, MailValues } from "./templates.ts";

/** Purpose under which a mail's values are sealed. */
export const MAIL_VALUES = "mail_values";

export interface NewMail<T extends MailTemplate> {
  /** One mail per cause, e.g. `ready:<run id>`: a second one of the same key is not queued. */
  readonly key: string;
  readonly to: string;
  readonly template: T;
  readonly values: MailValues[T];
  readonly tenant?: { readonly id: string; readonly subdomain: string };
}

/**
 * Queues a mail in the transaction of its cause. It is sent at least once, always under the same
 * Message-ID; its values are sealed, because a sign-up code is a secret.
 */
export async function queueMail<T extends MailTemplate>(
  tx: Prisma.TransactionClient, actor: Actor, key: Buffer, mail: NewMail<T>,
): Promise<void> {
  const id = randomUUID();
  const { count } = await tx.outboxMail.createMany({
    data: {
      id,
      key: mail.key,
      messageId: `<${id}@nexus-provisioning>`,
      to: mail.to,
      template: mail.template,
      sealedValues: seal(key, { subject: id, purpose: MAIL_VALUES }, JSON.stringify(mail.values)),
    },
    skipDuplicates: true,
  });
  if (count === 0) return;
  await enqueueWorkflow(tx, { name: MAIL_WORKFLOW, queue: MAIL_QUEUE, id: `mail:${id}`, args: [id] });
  await recordEvent(tx, actor, {
    action: "mail.queued", outcome: "succeeded", after: { template: mail.template, mail: id },
    ...(mail.tenant === undefined ? {} : { tenant: mail.tenant }),
  });
}
