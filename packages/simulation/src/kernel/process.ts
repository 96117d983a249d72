import { AsyncLocalStorage } from "node:async_hooks";

/** Thrown where a dead process would still do something at once; nobody hears of it. */
export class ProcessKilled extends Error {
  override readonly name = "ProcessKilled";
}

/** Where a durable workflow is, see substitutes/dbos.ts. */
export interface WorkflowPlace {
  readonly id: string;
  /** Mark of this dispatch of it. */
  readonly owner: string;
  position: number;
}

/** Who does what is being done now. */
export interface Place {
  readonly process: SimProcess;
  readonly workflow: WorkflowPlace | null;
}

const places = new AsyncLocalStorage<Place>();

/** The process (and workflow) that the running code belongs to; undefined outside of every one. */
export function here(): Place | undefined {
  return places.getStore();
}

/** Does something that no process does: the world itself. */
export function nowhere<T>(work: () => T): T {
  return places.exit(work);
}

/** A program that runs: it may be killed, or frozen for a while, at any moment at which it waits. */
export class SimProcess {
  readonly pid: number;
  readonly name: string;
  /** Added to what its clock shows, in milliseconds. */
  skew = 0;
  state: "alive" | "frozen" | "dead" = "alive";
  readonly #atDeath: (() => void)[] = [];
  readonly #atThaw: (() => void)[] = [];

  constructor(pid: number, name: string) {
    this.pid = pid;
    this.name = name;
  }

  /** Tells apart processes that had the same pid one after the other. */
  get startedAt(): string {
    return `start-${this.pid}`;
  }

  /** Does something as this process, in a workflow of it or in none. */
  run<T>(work: () => T, workflow: WorkflowPlace | null = null): T {
    return places.run({ process: this, workflow }, work);
  }

  /** As `kill -9`: it does nothing any more, not even clean up. */
  kill(): void {
    if (this.state === "dead") return;
    this.state = "dead";
    for (const told of this.#atDeath.splice(0)) told();
  }

  /** As SIGSTOP: it does nothing until it is thawed, and does not notice. */
  freeze(): void {
    if (this.state === "alive") this.state = "frozen";
  }

  thaw(): void {
    if (this.state !== "frozen") return;
    this.state = "alive";
    for (const resumed of this.#atThaw.splice(0)) resumed();
  }

  onDeath(told: () => void): void {
    if (this.state === "dead") told();
    else this.#atDeath.push(told);
  }

  /** Resolves when it may go on; never when it is dead. */
  async mayGoOn(): Promise<void> {
    while (this.state === "frozen") await new Promise<void>((resolve) => this.#atThaw.push(resolve));
    if (this.state === "dead") await new Promise<never>(() => undefined);
  }

  /** Does `work` now, or when it is thawed; a dead process does nothing. */
  whenAwake(work: () => void): void {
    if (this.state === "alive") work();
    else if (this.state === "frozen") this.#atThaw.push(() => this.whenAwake(work));
  }
}

/** Waits until the running code's process may go on; never ends in one that is dead. */
export async function gate(): Promise<void> {
  const process = here()?.process;
  if (process !== undefined && process.state !== "alive") await process.mayGoOn();
}
