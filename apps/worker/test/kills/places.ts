import { definitionOf } from "@nexus/provisioning/definition";

/** Apps of the workspaces that are built here. */
export const APPS = ["nexus_core"];

/** The moments of a step's first try, or of its undo; the simulation's, and one for the bench alone. */
export const MOMENTS = [
  "before intent", "intent written, effect not sent", "accepted, answer lost", "begun, nothing done", "in mid-effect", "done, not recorded", "recorded, next not scheduled",
] as const;
export type Moment = (typeof MOMENTS)[number];

/** The process that is killed; `runner` is the one that the agent starts for a bench command, `command` the bench's own. */
export const VICTIMS = ["worker", "agent", "runner", "command"] as const;
export type Victim = (typeof VICTIMS)[number];

/** Where a run is when a process is killed. */
export interface Place {
  readonly step: string;
  readonly direction: "run" | "undo";
  readonly moment: Moment;
}

export interface Kill extends Place {
  readonly victim: Victim;
}

/** What does a step's effect: a command of the bench, an operation of the resident helper, or one of a helper of a runner's own. */
export type Reach = { readonly command: string } | { readonly op: string; readonly byRunner?: true };

/** By step's name, and `undo:` before it for its undo. */
const REACH: Readonly<Record<string, Reach>> = {
  create_site: { command: "new-site" }, "undo:create_site": { op: "dropDatabase", byRunner: true }, install_app: { command: "install-app" },
  create_owner: { op: "createOwner" }, issue_api_keys: { op: "setApiKeys" }, seed_settings: { op: "seedSettings" }, complete_setup: { op: "completeSetup" },
  enable_scheduler: { op: "setScheduler" },
};
/** Commands with a progress bar, which can be held in the middle; the others come from nothing to done at once. */
const GRADUAL: ReadonlySet<string> = new Set(["new-site", "install-app"]);
const ASKS_SITES = "verify_ready";

export function reachOf({ step, direction }: Place): Reach | undefined {
  const name = step.split(".")[0] ?? "";
  return REACH[direction === "run" ? name : `undo:${name}`];
}

/** How far a command gets before it is held, in percent. */
export function percentAt(reach: Reach, moment: Moment): number {
  if (moment === "begun, nothing done") return 0;
  return "command" in reach && GRADUAL.has(reach.command) ? 50 : 100;
}

/** Every step of a build and every undo of one that fails, at every moment that it has. */
export function places(): Place[] {
  const { steps } = definitionOf("provision", { apps: APPS });
  const forward = steps.flatMap(({ name, run }) => momentsOf(name, "run", run.kind).map((moment): Place => ({ step: name, direction: "run", moment })));
  const back = steps.toReversed().flatMap(({ name, undo }) => {
    if (undo.kind !== "effect" && undo.kind !== "transaction") return [];
    return momentsOf(name, "undo", undo.kind).map((moment): Place => ({ step: name, direction: "undo", moment }));
  });
  return [...forward, ...back];
}

/** Every place with every process that can be killed there. */
export function killList(): Kill[] {
  return VICTIMS.flatMap((victim) => places().filter((place) => canKill(victim, place)).map((place) => ({ ...place, victim })));
}

function canKill(victim: Victim, place: Place): boolean {
  if (victim === "worker" || victim === "agent") return place.moment !== "begun, nothing done";
  const reach = reachOf(place);
  const isAtWork = place.moment === "begun, nothing done" || place.moment === "in mid-effect";
  if (!isAtWork || reach === undefined) return false;
  return victim === "command" || "command" in reach || reach.byRunner === true;
}

/** A step that is only rows of the database has no effect to be sent; its undo has an intent of its own. */
function momentsOf(step: string, direction: Place["direction"], kind: "effect" | "transaction"): Moment[] {
  if (kind === "transaction") {
    return MOMENTS.filter((moment) => moment === "before intent" || moment.includes("recorded") || (direction === "undo" && moment.startsWith("intent written")));
  }
  if (step === ASKS_SITES) return MOMENTS.filter((moment) => moment !== "accepted, answer lost" && moment !== "begun, nothing done");
  if (reachOf({ step, direction, moment: "in mid-effect" }) === undefined) throw new TypeError(`Tell in kills/places.ts how ${step} (${direction}) reaches the bench.`);
  return [...MOMENTS];
}
