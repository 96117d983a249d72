/** Longest piece that is held back while waiting for the end of its line. */
const LONGEST_LINE = 16_384;

/** Cuts a stream into lines at `\n` and at the `\r` of progress bars. */
export interface LineSplitter {
  push(chunk: string): void;
  /** Hands over what came after the last end of line. */
  flush(): void;
}

/** A splitter that hands each line, without its end, to `onLine`. Empty lines are left out. */
export function lineSplitter(onLine: (line: string) => void): LineSplitter {
  let rest = "";
  const flush = (): void => {
    if (rest !== "") onLine(rest);
    rest = "";
  };
  return {
    flush,
    push(chunk) {
      const pieces = (rest + chunk).split(/[\r\n]+/);
      rest = pieces.pop() ?? "";
      for (const piece of pieces) if (piece !== "") onLine(piece);
      if (rest.length > LONGEST_LINE) flush();
    },
  };
}
