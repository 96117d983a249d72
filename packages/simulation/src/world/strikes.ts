import type { SimProcess } from "../kernel/process.ts";

/** A place in what the bench does at which something may be made to happen. */
export interface Strike {
  /** Bench command such as `new-site`, or helper operation such as `createOwner`. */
  readonly command: string;
  readonly site: string;
  /** Where it is told the database itself and no site. */
  readonly dbName?: string;
  readonly where: "before the effect" | "in the middle" | "after the effect";
  /** The process that does it. */
  readonly process: SimProcess;
}

type Hook = (strike: Strike) => void | Promise<void>;

/** Tells whoever wants to interfere how far the bench has come. */
export class Strikes {
  readonly #hooks: Hook[] = [];

  on(hook: Hook): void {
    this.#hooks.push(hook);
  }

  async reach(strike: Strike): Promise<void> {
    for (const hook of this.#hooks) await hook(strike);
    await strike.process.mayGoOn();
  }
}
