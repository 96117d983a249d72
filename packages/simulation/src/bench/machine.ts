import type { Kernel } from "../kernel/kernel.ts";
import { here, type SimProcess } from "../kernel/process.ts";

/** How a process answers to signals other than SIGKILL, and what marks it. */
interface Known {
  readonly process: SimProcess;
  readonly mark: string | null;
  readonly onTerm: (() => void) | null;
}

/** The machine of the bench: its processes, as the agent can see and signal them. */
export class Machine {
  readonly #kernel: Kernel;
  readonly #known = new Map<number, Known>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Starts a process; it does nothing yet. */
  start(name: string, { mark = null, onTerm = null }: { mark?: string | null; onTerm?: (() => void) | null } = {}): SimProcess {
    const process = this.#kernel.newProcess(name);
    this.#known.set(process.pid, { process, mark, onTerm });
    process.onDeath(() => this.#known.delete(process.pid));
    return process;
  }

  find(pid: number): SimProcess | undefined {
    return this.#known.get(pid)?.process;
  }

  marked(mark: string): SimProcess[] {
    return [...this.#known.values()].filter((known) => known.mark === mark).map(({ process }) => process);
  }

  /** The living processes whose name begins so. */
  named(name: string): SimProcess[] {
    return [...this.#known.values()].map(({ process }) => process).filter((process) => process.name.startsWith(name));
  }

  signal(pid: number, signal: NodeJS.Signals): void {
    const known = this.#known.get(Math.abs(pid));
    if (known === undefined || known.process === here()?.process) return;
    if (signal === "SIGTERM" && known.onTerm !== null) known.process.run(known.onTerm);
    else known.process.kill();
  }
}
