import { MailRefused, type OutgoingMail } from "@nexus/worker/mail/delivery";
import { gate } from "../kernel/process.ts";
import type { Kernel } from "../kernel/kernel.ts";

export type MailFault = "server down" | "answer lost";

const TRAVEL = 10;

/** A mail server that keeps what it takes, and fails on demand. */
export class MailServer {
  readonly #kernel: Kernel;
  readonly taken: OutgoingMail[] = [];
  readonly faults: MailFault[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** @throws MailRefused as the worker's own delivery does. */
  async take(mail: OutgoingMail): Promise<void> {
    await gate();
    await this.#kernel.sleep(TRAVEL);
    const fault = this.faults.shift();
    if (fault === "server down") throw new MailRefused("ECONNREFUSED");
    this.taken.push(mail);
    await this.#kernel.sleep(TRAVEL);
    await gate();
    if (fault === "answer lost") throw new MailRefused("ETIMEDOUT");
  }
}
