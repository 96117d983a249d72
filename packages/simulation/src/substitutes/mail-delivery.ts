import type { Deliver } from "@nexus/worker/mail/delivery";
import { world } from "../world/current.ts";

/** In place of the worker's `mail/delivery.ts`: all of it but the mail server, which is the model's. */
export * from "@nexus/worker/mail/delivery";

export function smtpDelivery(): Deliver {
  return (mail) => world().mail.take(mail);
}
