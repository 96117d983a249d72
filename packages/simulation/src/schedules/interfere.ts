import { here, type SimProcess } from "../kernel/process.ts";
import type { Moment } from "../world/moments.ts";
import type { Strike } from "../world/strikes.ts";
import type { World } from "../world/world.ts";
import { STRIKE } from "./faults.ts";
import type { Injection, Story } from "./schedule.ts";
import { type MetStep, metSteps, TARGETS } from "./steps.ts";

/** Whether an injection struck. */
export interface Interference {
  readonly injection: Injection;
  readonly struck: () => boolean;
}

/** Has one thing go wrong in a story, once, where the injection says. */
export function interfere(world: World, story: Story, injection: Injection): Interference {
  const { attempt } = TARGETS[story];
  const met = metSteps(story).find(({ step, direction }) => step.name === injection.step && direction === injection.direction);
  if (met === undefined) throw new TypeError(`“${story}” does not meet ${injection.step} (${injection.direction}).`);
  let hasStruck = false;
  const strike = (at: Strike | null): void | Promise<void> => {
    const run = targetIn(world, story);
    const worker = run === undefined ? undefined : workerOf(world, run);
    if (hasStruck || run === undefined || worker === undefined) return;
    hasStruck = true;
    return STRIKE[injection.fault]({ world, run, worker, strike: at, asksSites: met.work === "sites" });
  };
  const { moment, step, direction } = injection;
  if (moment === "accepted, answer on its way") {
    world.network.onAccepted((key) => {
      const [run, , part, way] = key.split(":");
      if (run === targetIn(world, story)?.id && way === direction && (part === step || part?.startsWith(`${step}.`) === true)) void strike(null);
    });
  } else if (moment === "in mid-effect") {
    hookEffect({ world, story, injection, met, strike });
  } else {
    world.moments.on((at) => (at.workflow === `run:${targetIn(world, story)?.id ?? ""}:${attempt}` && isAt(at, injection) ? strike(null) : undefined));
  }
  return { injection, struck: () => hasStruck };
}

interface TargetRun {
  readonly id: string;
  readonly tenantId: string;
  readonly executorId: unknown;
}

/** The run that the story's faults are about, once it is there and at its attempt. */
function targetIn(world: World, story: Story): TargetRun | undefined {
  const { kind, attempt } = TARGETS[story];
  const row = world.server.rows("run").find((run) => run["kind"] === kind && run["attempt"] === attempt);
  return row === undefined ? undefined : { id: String(row["id"]), tenantId: String(row["tenantId"]), executorId: row["executorId"] };
}

/** The worker in whose name something happens now; where the bench does it, the one that has the run. */
function workerOf(world: World, run: TargetRun): SimProcess | undefined {
  const { running } = world.workerHost;
  const place = here()?.process;
  return place !== undefined && running.has(place) ? place : [...running].find(([, executor]) => executor === run.executorId)?.[0];
}

interface EffectHook {
  readonly world: World;
  readonly story: Story;
  readonly injection: Injection;
  readonly met: MetStep;
  readonly strike: (at: Strike | null) => void | Promise<void>;
}

function hookEffect({ world, story, injection: { step, direction }, met: { work }, strike }: EffectHook): void {
  const isRunning = (): boolean => {
    const row = world.server.find("runStep", `${targetIn(world, story)?.id ?? ""} ${TARGETS[story].attempt} ${step}`)?.committed;
    return row?.["state"] === (direction === "run" ? "running" : "undoing");
  };
  if (work === "sites") return world.network.onSiteRequest(() => { if (isRunning()) void strike(null); });
  const commands = work === "link" ? ["loginLink"] : typeof work === "object" ? work.commands : [];
  world.strikes.on((at) => {
    // A helper's operation is done at once; its middle is right before that.
    const isMiddle = at.where === "in the middle" || (at.where === "before the effect" && /^[a-z]+[A-Z]/.test(at.command));
    return isMiddle && commands.includes(at.command) && isRunning() ? strike(at) : undefined;
  });
}

/** Whether a moment of the engine is the one of an injection, at the step's first try. */
function isAt({ step: name, when }: Moment, { step, direction, moment }: Injection): boolean {
  const undo = (part: string): boolean => name.endsWith(`:${step}:undo:${part}`);
  const intent = direction === "run" ? name === `${step}:start:1` : undo("start:1");
  const act = direction === "run" ? name.endsWith(`:${step}:run:1`) : undo("1");
  const end = direction === "run" ? name === `${step}:succeeded` : undo("done");
  const transaction = name === `${step}:transaction`;
  switch (moment) {
    case "before intent": return when === "before" && (intent || transaction);
    case "intent written, effect not sent": return when === "recorded" && intent;
    case "done, not recorded": return when === "done" && (act || transaction);
    case "recorded, next not scheduled": return when === "recorded" && (end || transaction);
    default: return false;
  }
}
