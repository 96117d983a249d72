/** Where nobody watches, a line each so many milliseconds. */
const QUIET_EVERY_MS = 10_000;

export interface ProgressLine {
  readonly add: (done: number) => void;
  readonly end: () => void;
}

export interface Progress {
  /** A line that tells how much of `total` is done. */
  readonly of: (what: string, total: number) => ProgressLine;
  /** A line that stays. */
  readonly say: (text: string) => void;
}

/** Tells on standard error how far the work is: on a terminal in place, elsewhere by a line now and then. */
export function progressOnScreen(): Progress {
  const { stderr } = process;
  const say = (text: string): void => void stderr.write(`${stderr.isTTY ? "\r\u001b[K" : ""}${text}\n`);
  return {
    say,
    of: (what, total) => {
      const begun = performance.now();
      let done = 0;
      let drawnAt = 0;
      const line = (): string => `${done} of ${total} ${what}, ${Math.round((performance.now() - begun) / 1000)} s`;
      const draw = (): void => {
        drawnAt = performance.now();
        stderr.write(stderr.isTTY ? `\r${line()}\u001b[K` : `${line()}\n`);
      };
      draw();
      return {
        add: (more) => {
          done += more;
          if (stderr.isTTY || performance.now() - drawnAt > QUIET_EVERY_MS) draw();
        },
        end: () => {
          draw();
          if (stderr.isTTY) stderr.write("\n");
        },
      };
    },
  };
}
