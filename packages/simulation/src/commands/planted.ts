import { PLANTED_BUGS, plantedBug } from "../planted/bugs.ts";
import { playInShards } from "../shards.ts";

const MOST_SEEDS = 10_000;

/** Plants each bug in turn and plays seeds until the oracle finds it. @returns whether it found all of them. */
export async function runPlanted(only: string | undefined, seeds = MOST_SEEDS): Promise<boolean> {
  const bugs = only === undefined ? PLANTED_BUGS : [plantedBug(only)];
  const survivors: string[] = [];
  for (const { name } of bugs) {
    const found = await seedThatFinds(name, seeds);
    if (found === null) survivors.push(name);
    console.log(found === null ? `SURVIVED ${seeds} seeds: ${name}` : `found by seed ${String(found.at).padStart(5)}: ${name}\n      ${found.words}`);
  }
  console.log(`\n${bugs.length - survivors.length} of ${bugs.length} planted bugs found; ${survivors.length} survived.`);
  return survivors.length === 0;
}

async function seedThatFinds(plant: string, seeds: number): Promise<{ at: number; words: string } | null> {
  let found: { at: number; words: string } | null = null;
  await playInShards({
    plant, task: { mode: "seeds", from: 1, to: 1 + seeds, untilFound: true },
    onNews: ({ failure }) => { if (failure !== null) found ??= { at: failure.at, words: failure.wrong[0] ?? "" }; },
  });
  return found;
}
