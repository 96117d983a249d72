import type { Logger } from "pino";

/** A log that hands its lines to somebody, or to nobody. */
export function simulationLog(hear: ((level: string, facts: unknown, words: unknown) => void) | null): Logger {
  const write = (level: string) => (facts: unknown, words?: unknown): void => hear?.(level, facts, words);
  const log = {
    trace: write("trace"), debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error"), fatal: write("fatal"), silent: () => undefined,
    level: "silent",
    child: () => log,
  };
  return log as unknown as Logger;
}
