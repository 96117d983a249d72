import { here } from "./process.ts";
import type { Kernel } from "./kernel.ts";

const real = { random: Math.random, pid: process.pid, Date, setTimeout, clearTimeout, setInterval, clearInterval, now: performance.now.bind(performance), timeout: AbortSignal.timeout.bind(AbortSignal) };
let kernel: Kernel | null = null;

/** From now on code in a simulated process lives in this kernel's time. */
export function useKernel(next: Kernel | null): void {
  kernel = next;
}

/** The kernel in whose time the running code lives, or null outside of every simulated process. */
function kernelHere(): Kernel | null {
  return here() === undefined ? null : kernel;
}

function now(): number {
  const current = kernelHere();
  return current === null ? real.Date.now() : current.now + (here()?.process.skew ?? 0);
}

class VirtualDate extends real.Date {
  constructor(...parts: []) {
    if (parts.length === 0) super(now());
    else super(...parts);
  }

  static override now(): number {
    return now();
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return value !== null && typeof value === "object" && Object.prototype.toString.call(value) === "[object Date]";
  }
}

interface Handle {
  cancel(): void;
  ref(): Handle;
  unref(): Handle;
}

function handle(cancel: () => void): Handle {
  const made: Handle = { cancel, ref: () => made, unref: () => made };
  return made;
}

function later(work: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]): unknown {
  const current = kernelHere();
  if (current === null) return real.setTimeout(work, milliseconds, ...args);
  const timer = current.afterHere(milliseconds, () => work(...args));
  return handle(() => { timer.cancelled = true; });
}

function again(work: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]): unknown {
  const current = kernelHere();
  if (current === null) return real.setInterval(work, milliseconds, ...args);
  let stopped = false;
  const next = (): void => void current.afterHere(Math.max(1, milliseconds), () => {
    if (stopped) return;
    work(...args);
    next();
  });
  next();
  return handle(() => { stopped = true; });
}

function cancel(timer: unknown): void {
  if (typeof timer === "object" && timer !== null && "cancel" in timer && typeof timer.cancel === "function") timer.cancel();
  else real.clearTimeout(timer as NodeJS.Timeout);
}

function timeoutSignal(milliseconds: number): AbortSignal {
  const current = kernelHere();
  if (current === null) return real.timeout(milliseconds);
  const controller = new AbortController();
  current.afterHere(milliseconds, () => controller.abort(new DOMException("The time is up.", "TimeoutError")));
  return controller.signal;
}

/** In place of the real one, which keeps a signal that somebody listens to, and with it a whole world, for as long as this program runs. */
function anySignal(signals: Iterable<AbortSignal>): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    const abort = (): void => controller.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  }
  return controller.signal;
}

/** Puts virtual clocks, timers, random numbers and process ids in the place of the real ones; outside of simulated processes nothing changes. */
export function installClocks(): void {
  Math.random = () => kernelHere()?.random.next() ?? real.random();
  Object.defineProperty(process, "pid", { get: () => here()?.process.pid ?? real.pid });
  Object.assign(globalThis, { Date: VirtualDate, setTimeout: later, clearTimeout: cancel, setInterval: again, clearInterval: cancel });
  performance.now = () => {
    const current = kernelHere();
    // Monotonic: a clock that is set wrong does not change it.
    return current === null ? real.now() : current.elapsed;
  };
  AbortSignal.timeout = timeoutSignal;
  AbortSignal.any = anySignal;
}
