import type { EffectContext } from "../step.ts";

/** Removes what lies on the bench under the database's name that the run's input has. */
export async function removeLeftovers({ bench, run }: EffectContext): Promise<void> {
  const { site } = run.tenant;
  const { dbName } = run.input;
  if (dbName === undefined) throw new TypeError("The input of a run that removes leftovers names their database.");
  await bench.run({ type: "removeLeftovers", site, dbName });
}
