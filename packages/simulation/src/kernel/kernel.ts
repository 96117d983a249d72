import { here, nowhere, SimProcess } from "./process.ts";
import { type Random, randomOf } from "./random.ts";
import { type Timer, Timers } from "./timers.ts";

/** Nothing that was waited for came to pass within the virtual time that a run may take. */
export class Stuck extends Error {
  override readonly name = "Stuck";
}

/** Any fixed moment: 1 January 2026, in milliseconds since 1970. */
const START = Date.UTC(2026, 0, 1);
const FIRST_PID = 1000;

/** Where another kernel stopped. */
export interface KernelState {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly nextPid: number;
}

const settleMicrotasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Virtual time and the processes that live in it. Between two timers everything that can go on does, in
 * the order in which JavaScript runs it; then the clock jumps to the next timer. Nothing else moves it,
 * so one seed is one course of events.
 */
export class Kernel {
  readonly random: Random;
  readonly processes: SimProcess[] = [];
  #now: number;
  #nextPid: number;
  #order = 0;
  #timers = new Timers();
  #failure: { readonly error: unknown } | null = null;

  constructor(seed: number, { now, nextPid }: KernelState = { now: START, nextPid: FIRST_PID }) {
    this.random = randomOf(seed);
    this.#now = now;
    this.#nextPid = nextPid;
  }

  get state(): KernelState {
    return { now: this.#now, nextPid: this.#nextPid };
  }

  /** Milliseconds since 1970, as a clock without an error shows them. */
  get now(): number {
    return this.#now;
  }

  /** Milliseconds since the beginning. */
  get elapsed(): number {
    return this.#now - START;
  }

  newProcess(name: string): SimProcess {
    const process = new SimProcess(this.#nextPid, name);
    this.#nextPid += 1;
    this.processes.push(process);
    return process;
  }

  /** Has the world do something after so many milliseconds, whatever becomes of the process that asks. */
  after(milliseconds: number, work: () => void): Timer {
    const asked = Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0;
    this.#order += 1;
    const timer: Timer = { at: this.#now + asked, order: this.#order, fire: () => nowhere(work), cancelled: false };
    this.#timers.push(timer);
    return timer;
  }

  /** Does something after so many milliseconds in the process that asks now: later when it is frozen, not at all when it is dead by then. */
  afterHere(milliseconds: number, work: () => void): Timer {
    const place = here();
    return this.after(milliseconds, place === undefined ? work : () => place.process.whenAwake(() => place.process.run(work, place.workflow)));
  }

  /** Waits in the process that asks now. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.afterHere(milliseconds, resolve));
  }

  /** Ends {@link run} with an error, whatever else is going on. */
  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  /**
   * Lets time pass until `done`.
   *
   * @param limit milliseconds of virtual time. @throws Stuck when they are over, or what {@link fail} was given.
   */
  async run(done: () => boolean, limit: number): Promise<void> {
    const deadline = this.#now + limit;
    for (;;) {
      await settleMicrotasks();
      if (this.#failure !== null) throw this.#failure.error;
      if (done()) return;
      const next = this.#timers.pop();
      if (next === undefined) throw new Stuck("Nothing more will ever happen.");
      if (next.at > deadline) throw new Stuck(`It is not over after ${limit / 1000} s.`);
      this.#now = next.at;
      next.fire();
    }
  }
}
