/** Something that stops a run at one moment of one step, once, from outside of the programs that work on it. */
export interface Hold {
  /** Whether a run is held now. */
  readonly reached: () => Promise<boolean>;
  /**
   * Ends the hold. `lost`: what was held never happens, because the process that wanted it is dead;
   * `goes on`: it happens now.
   */
  readonly release: (how: "lost" | "goes on") => Promise<void>;
}
