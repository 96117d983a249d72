import type { Logger } from "pino";
import { startWorker } from "@nexus/worker/worker";
import type { Kernel } from "../kernel/kernel.ts";
import { ProcessKilled, type SimProcess } from "../kernel/process.ts";
import { AGENT_SECRET } from "../network/agent-host.ts";

export const ENCRYPTION_KEY = "canary-encryption-key-0123456789abcdefgh";
export const MASTER_SITE = "master.sites.test";
export const siteUrl = (site: string): string => `https://${site}`;

/** Time after which a supervisor starts a worker again, in milliseconds. */
const RESTART = 1_000;

const ENV = {
  databaseUrl: "postgresql://model@127.0.0.1/model", agent: { url: "http://agent.test", secret: AGENT_SECRET }, encryptionKey: ENCRYPTION_KEY,
  sitesUpstream: "http://sites.test", siteUrl, webUrl: "https://web.test", masterSite: MASTER_SITE,
  mail: { smtpUrl: "smtp://mail.test", from: "Nexus <no-reply@web.test>", product: "Nexus" },
  locale: { language: "en", country: "Kenya", timeZone: "Africa/Nairobi", currency: "KES" }, concurrency: 20, logLevel: "silent",
} as const;

/** The shipped worker, as many as are wanted; one that dies is started again. */
export class WorkerHost {
  readonly #kernel: Kernel;
  readonly #log: Logger;
  #started: number;
  readonly running = new Map<SimProcess, string>();
  readonly #workers = new Map<SimProcess, Awaited<ReturnType<typeof startWorker>>>();

  /** @param started workers that there were before, whose names are taken. */
  constructor(kernel: Kernel, log: Logger, started = 0) {
    this.#kernel = kernel;
    this.#log = log;
    this.#started = started;
  }

  /** How many there were, those included that are not there any more. */
  get started(): number {
    return this.#started;
  }

  /** Stops all of them as a supervisor does that is stopped itself. */
  async stop(): Promise<void> {
    await Promise.all([...this.#workers].map(([process, worker]) => process.run(() => worker.stop())));
  }

  start(): void {
    this.#started += 1;
    const executorId = `worker-${this.#started}`;
    const process = this.#kernel.newProcess(executorId);
    this.running.set(process, executorId);
    process.onDeath(() => {
      this.running.delete(process);
      this.#workers.delete(process);
      this.#kernel.after(RESTART, () => this.start());
    });
    const exit = (reason: string): never => {
      process.kill();
      throw new ProcessKilled(reason);
    };
    process.run(() => startWorker({ env: ENV, executorId, log: this.#log, exit })).then((worker) => this.#workers.set(process, worker), (error: unknown) => {
      if (!(error instanceof ProcessKilled)) this.#kernel.fail(error);
    });
  }
}
