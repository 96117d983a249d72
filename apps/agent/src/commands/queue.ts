/** Where a command is done; each place has a limit of its own. */
export type Place = "runner" | "helper";

export interface QueuedCommand {
  readonly key: string;
  readonly site: string;
  readonly place: Place;
  /** Does the command; its place and its site are free again when this settles. */
  readonly begin: () => Promise<void>;
}

/** First in, first out, with a limit for each place and one command at a time for each site. */
export interface CommandQueue {
  isFull(): boolean;
  add(command: QueuedCommand): void;
  /** Takes in a command that runs already, from before a restart, whatever the limits. */
  adopt(command: QueuedCommand): void;
  /** Takes a command that has not begun out again; false when it has, or was never in. */
  withdraw(key: string): boolean;
  /** Begins nothing any more, as the agent stops; what waits stays where it is. */
  close(): void;
  counts(): { running: number; queued: number; limit: number };
}

/** Makes a queue; `waitingLimit` is the number of commands that may wait. */
export function createQueue(limits: Readonly<Record<Place, number>>, waitingLimit: number): CommandQueue {
  const waiting: QueuedCommand[] = [];
  const running = new Set<QueuedCommand>();
  let isClosed = false;

  const mayBegin = (command: QueuedCommand): boolean => {
    const others = [...running];
    return others.filter(({ place }) => place === command.place).length < limits[command.place] && others.every(({ site }) => site !== command.site);
  };

  const begin = (command: QueuedCommand): void => {
    running.add(command);
    void command.begin().finally(() => {
      running.delete(command);
      beginWhatMay();
    });
  };

  const beginWhatMay = (): void => {
    for (const command of [...waiting]) {
      if (isClosed || !mayBegin(command)) continue;
      waiting.splice(waiting.indexOf(command), 1);
      begin(command);
    }
  };

  return {
    isFull: () => waiting.length >= waitingLimit,
    add(command) {
      waiting.push(command);
      beginWhatMay();
    },
    adopt: begin,
    withdraw(key) {
      const at = waiting.findIndex((command) => command.key === key);
      if (at >= 0) waiting.splice(at, 1);
      return at >= 0;
    },
    close: () => void (isClosed = true),
    counts: () => ({ running: running.size, queued: waiting.length, limit: limits.runner }),
  };
}
