const WIDTH = 30;
/** Where nobody watches, a line each so many milliseconds. */
const QUIET_EVERY = 10_000;
const EVERY = 200;

export interface ProgressBar {
  add(done: number): void;
  /** Says something above the bar. */
  say(text: string): void;
  end(): void;
  seconds(): number;
}

/** A bar that tells how much of `total` is done and how long the rest will take; on a terminal in place, elsewhere by a line now and then. */
export function progressBar(what: string, total: number): ProgressBar {
  const begun = performance.now();
  const isTerminal = process.stdout.isTTY === true;
  let done = 0;
  let drawnAt = 0;
  const seconds = (): number => (performance.now() - begun) / 1000;
  const line = (): string => {
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const left = share === 0 ? "" : `, ${Math.round(seconds() / share - seconds())} s left`;
    return `${what} [${"=".repeat(Math.round(share * WIDTH)).padEnd(WIDTH)}] ${done} of ${total}${left}`;
  };
  const draw = (): void => {
    drawnAt = performance.now();
    process.stdout.write(isTerminal ? `\r${line()}\u001b[K` : `${line()}\n`);
  };
  return {
    seconds,
    add: (more) => {
      done += more;
      if (performance.now() - drawnAt > (isTerminal ? EVERY : QUIET_EVERY)) draw();
    },
    say: (text) => {
      process.stdout.write(`${isTerminal ? "\r\u001b[K" : ""}${text}\n`);
      if (isTerminal) draw();
    },
    end: () => {
      draw();
      if (isTerminal) process.stdout.write("\n");
    },
  };
}
