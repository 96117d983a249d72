import { createAgent } from "@nexus/agent/create-agent";
import { recoverCommands } from "@nexus/agent/commands/recover";
import { implementation } from "@nexus/agent/implementation";
import type { AgentImplementation } from "@nexus/agent-contract/router";
import type { Logger } from "pino";
import type { Machine } from "../bench/machine.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { ProcessKilled, type SimProcess } from "../kernel/process.ts";

export const BENCH_PATH = "/bench";
export const STATE_DIR = "/state";
export const AGENT_SECRET = "canary-agent-secret-0123456789abcdef";
export const ROOT_PASSWORD = "canary-database-administrator";

/** Time after which a supervisor starts the agent again, in milliseconds. */
const RESTART = 2_000;

const ENV = {
  benchPath: BENCH_PATH, stateDir: STATE_DIR, secret: AGENT_SECRET, host: "127.0.0.1", port: 8788, tls: null,
  maxCommands: 2, maxHelpers: 2, queueLimit: 200, nice: 5, endCommandsOnStop: false,
  databaseAdmin: { user: "root", password: ROOT_PASSWORD }, databaseUserHost: null, logLevel: "silent", benchEnvironment: {},
} as const;

interface Running {
  readonly process: SimProcess;
  readonly agent: AgentImplementation;
}

/** The shipped agent on the simulated machine; it is started again when it dies. */
export class AgentHost {
  readonly #kernel: Kernel;
  readonly #machine: Machine;
  readonly #log: Logger;
  #running: Running | null = null;
  /** Epoch of every command that was accepted, by run; see the oracle. */
  readonly onDeath: (() => void)[] = [];

  constructor(kernel: Kernel, machine: Machine, log: Logger) {
    this.#kernel = kernel;
    this.#machine = machine;
    this.#log = log;
  }

  get running(): Running | null {
    return this.#running;
  }

  start(): void {
    const process = this.#machine.start("agent");
    process.onDeath(() => {
      this.#running = null;
      for (const told of this.onDeath.splice(0)) told();
      // By a supervisor, not in the name of whoever killed it.
      this.#kernel.after(RESTART, () => this.start());
    });
    try {
      process.run(() => {
        const agent = createAgent(ENV, this.#log, () => new Date());
        this.#running = { process, agent: implementation(agent) };
        recoverCommands(agent);
      });
    } catch (error) {
      // It died while it started.
      if (!(error instanceof ProcessKilled)) throw error;
    }
  }

  kill(): void {
    this.#running?.process.kill();
  }
}
