import { type Random, randomOf } from "../kernel/random.ts";
import { type Crowd, crowdOf } from "./crowd.ts";
import { type Ending, play, playCrowd, type PlayOptions } from "./play.ts";
import { type FaultName, type Injection, type Schedule, STORIES, type Story } from "./schedule.ts";
import { injectionsOf } from "./singles.ts";

/** Of four seeds, one is a crowd, one a story in which somebody asks for something just as it breaks; the others are stories with several things going wrong at their worst moments. */
const KINDS = 4;
const MOST_INJECTIONS = 4;
const ASKED: readonly FaultName[] = ["abort", "retry", "removal"];
/** After these a step is met a second time, by a worker that knows of it only what was recorded. */
const BREAKS: readonly FaultName[] = ["worker killed", "worker and agent killed", "worker frozen past its lease", "database restarted"];

export type Seed = { readonly kind: "crowd"; readonly crowd: Crowd } | { readonly kind: "story"; readonly schedule: Schedule };

const known = new Map<Story, readonly Injection[]>();

function allOf(story: Story): readonly Injection[] {
  const injections = known.get(story) ?? [...injectionsOf(story)];
  known.set(story, injections);
  return injections;
}

/** What a seed stands for. */
export function seedOf(seed: number): Seed {
  if (seed % KINDS === 0) return { kind: "crowd", crowd: crowdOf(seed) };
  const random = randomOf(seed);
  const story = random.pick(STORIES);
  if (seed % KINDS === 1) return { kind: "story", schedule: { story, seed, injections: askedAsItBreaks(random, story) } };
  const injections = [random.pick(allOf(story))];
  for (let more = random.below(MOST_INJECTIONS); more > 0; more -= 1) injections.push(another(random, story, injections));
  return { kind: "story", schedule: { story, seed, injections } };
}

/** A wish, and a break at the same moment: what was done, recorded or begun by then must still count. */
function askedAsItBreaks(random: Random, story: Story): Injection[] {
  const asked = random.pick(allOf(story).filter(({ fault, moment }) => ASKED.includes(fault) && moment !== "in mid-effect" && moment !== "accepted, answer on its way"));
  return [asked, { ...asked, fault: random.pick(BREAKS) }];
}

/** Two things that go wrong meet most often where they strike the same step, or the same moment of it. */
function another(random: Random, story: Story, others: readonly Injection[]): Injection {
  const { step, direction, moment } = random.pick(others);
  const near = random.pick(["at the same moment", "in the same step", "anywhere"] as const);
  if (near === "anywhere") return random.pick(allOf(story));
  return random.pick(allOf(story).filter((other) => other.step === step && other.direction === direction && (near === "in the same step" || other.moment === moment)));
}

export function playSeed(seed: Seed, options: PlayOptions = {}): Promise<Ending> {
  return seed.kind === "crowd" ? playCrowd(seed.crowd, options) : play(seed.schedule, options);
}

/** The same failure with as little going wrong as possible: each trouble whose absence changes nothing is left out. */
export async function shortened(seed: Seed, options: PlayOptions = {}): Promise<Seed> {
  const troubles = seed.kind === "crowd" ? seed.crowd.troubles.length : seed.schedule.injections.length;
  for (let at = 0; at < troubles; at += 1) {
    const shorter = without(seed, at);
    if ((await playSeed(shorter, options)).wrong.length > 0) return shortened(shorter, options);
  }
  return seed;
}

function without(seed: Seed, at: number): Seed {
  if (seed.kind === "crowd") return { kind: "crowd", crowd: { ...seed.crowd, troubles: seed.crowd.troubles.toSpliced(at, 1) } };
  return { kind: "story", schedule: { ...seed.schedule, injections: seed.schedule.injections.toSpliced(at, 1) } };
}
