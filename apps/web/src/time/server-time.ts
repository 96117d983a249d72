import "server-only";

/** This process's clock, for pages that measure from the server's times. */
export function serverTime(): number {
  return Date.now();
}
