/**
 * A measured time in words that do not change their width at every tick: `0.4 s`, `12 s`, `3 min 05 s`,
 * `2 h 04 min`. Tenths only below ten seconds and only when asked for.
 */
export function durationText(milliseconds: number, options: { tenths?: boolean } = {}): string {
  const elapsed = Math.max(0, milliseconds);
  if (options.tenths === true && elapsed < 50) return "< 0.1 s";
  if (options.tenths === true && elapsed < 9_950) return `${(elapsed / 1000).toFixed(1)} s`;
  // A measured time is rounded; a ticking one shows the seconds that have passed.
  const seconds = options.tenths === true ? Math.round(elapsed / 1000) : Math.floor(elapsed / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${pad(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

/** Whole seconds from `now` until `until`, never below zero. */
export function secondsUntil(until: Date, now: number): number {
  return Math.max(0, Math.ceil((until.getTime() - now) / 1000));
}

/** What is left, as a clock shows it: `0:09`, `14:30`. */
export function countdownText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
