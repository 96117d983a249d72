import { PLANTED_BUGS, plantedBug } from "../planted/bugs.ts";
import { playInShards } from "../shards.ts";

const MOST_SEEDS = 10_000;

/** Plants each bug in turn and plays seeds until the oracle finds it, by a seed that ends well without the bug. @returns whether it found all of them. */
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

interface Found {
  readonly at: number;
  readonly words: string;
}

/** The first seed that ends well without the bug and badly with it. */
async function seedThatFinds(plant: string, seeds: number): Promise<Found | null> {
  for (let from = 1; from <= seeds;) {
    const found = await firstFailure({ from, to: 1 + seeds, plant });
    if (found === null || (await firstFailure({ from: found.at, to: found.at + 1 })) === null) return found;
    console.log(`seed ${found.at} ends badly without “${plant}” too: it tells nothing of it`);
    from = found.at + 1;
  }
  return null;
}

async function firstFailure({ from, to, plant }: { from: number; to: number; plant?: string }): Promise<Found | null> {
  let found: Found | null = null;
  await playInShards({
    ...(plant === undefined ? {} : { plant }), task: { mode: "seeds", from, to, every: 1, untilFound: true },
    onNews: ({ failure }) => { if (failure !== null) found ??= { at: failure.at, words: failure.wrong[0] ?? "" }; },
  });
  return found;
}
