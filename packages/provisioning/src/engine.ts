/**
 * What the interpreter needs from whoever executes it durably. Production implements it with DBOS
 * (apps/worker), tests with a deterministic engine in memory; the interpreter cannot tell them apart.
 */
export interface Engine {
  /**
   * Does `work` at least once and remembers its answer: after a crash a remembered answer is given
   * back and `work` is not done again. `name` must be the same at the same place in every replay.
   */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Waits for `milliseconds`; after a crash only for what is left of them. */
  sleep(milliseconds: number): Promise<void>;
  /** A number from 0 (inclusive) to 1 (exclusive), the same in every replay. */
  random(): Promise<number>;
}

/**
 * Somebody newer owns the run: this process must end its work on it without another effect, and
 * without telling the engine how it ended.
 */
export class FencedError extends Error {
  override readonly name = "FencedError";

  constructor(runId: string, epoch: number) {
    super(`Run ${runId} is owned by somebody newer than epoch ${epoch}.`);
  }
}
