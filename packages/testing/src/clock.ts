/** A clock that stands still until it is told to move; for code that takes `now` as a dependency. */
export interface FakeClock {
  readonly now: () => Date;
  /** Moves on by milliseconds. */
  readonly advance: (milliseconds: number) => void;
  readonly set: (time: Date) => void;
}

/** A {@link FakeClock} at a fixed time: tests say what they need and depend on no date. */
export function fakeClock(start = new Date("2026-01-01T00:00:00.000Z")): FakeClock {
  let time = start.getTime();
  return {
    now: () => new Date(time),
    advance: (milliseconds) => { time += milliseconds; },
    set: (next) => { time = next.getTime(); },
  };
}
