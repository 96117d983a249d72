import { ProcessKilled } from "./process.ts";

/**
 * Hears of what nobody waits for any more. In a program that is killed in the middle that is as it should be;
 * what else is thrown there is told to `hear`.
 */
export function hearRejections(hear: (error: unknown) => void): void {
  process.on("unhandledRejection", (error) => {
    if (!(error instanceof ProcessKilled)) hear(error);
  });
}
