import { gate } from "../kernel/process.ts";

/** A place in a workflow's execution at which something may be made to happen. */
export interface Moment {
  /** Id of the workflow, e.g. `run:<id>:1`. */
  readonly workflow: string;
  /** Name of the engine's step. */
  readonly step: string;
  readonly when: "before" | "done" | "recorded";
}

type Hook = (moment: Moment) => void | Promise<void>;

/** Tells whoever wants to interfere of each moment that is reached. */
export class Moments {
  readonly #hooks: Hook[] = [];

  on(hook: Hook): void {
    this.#hooks.push(hook);
  }

  async reach(moment: Moment): Promise<void> {
    for (const hook of this.#hooks) await hook(moment);
    await gate();
  }
}
