import { RUN_KINDS, type RunKind } from "@nexus/domain/states/run";
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
  readonly kind: RunKind;
  readonly step: string;
  readonly direction: "run" | "undo";
  readonly moment: Moment;
  /** What the bench is doing then, where a step has it do one thing after another: a command or an operation by its name; the first when left out. */
  readonly at?: string;
}

export interface Kill extends Place {
  readonly victim: Victim;
}

/** What does a step's effect: a command of the bench, an operation of the resident helper, or one of a helper of a runner's own. */
export type Reach = { readonly command: string } | { readonly op: string; readonly byRunner?: true };

const MAINTENANCE: readonly Reach[] = [{ op: "setMaintenanceMode" }];
const DROP: Reach = { op: "dropDatabase", byRunner: true };
const REGISTER: readonly Reach[] = [{ op: "registerTenant" }];

/** By step's name, and `undo:` before it for its undo: what the bench does for it, in order. */
const REACH: Readonly<Record<string, readonly Reach[]>> = {
  create_site: [{ command: "new-site" }], "undo:create_site": [DROP], install_app: [{ command: "install-app" }],
  create_owner: [{ op: "createOwner" }], issue_api_keys: [{ op: "setApiKeys" }], seed_settings: [{ op: "seedSettings" }], complete_setup: [{ op: "completeSetup" }],
  enable_scheduler: [{ op: "setScheduler" }],
  close_site: MAINTENANCE, open_site: MAINTENANCE, suspend_site: MAINTENANCE, drop_site: [{ command: "backup" }, DROP], remove_leftovers: [DROP],
  register: REGISTER, unregister: REGISTER, set_password: [{ op: "setOwnerPassword" }], make_link: [{ op: "loginLink" }],
};
/** Commands with a progress bar, which can be held in the middle; the others come from nothing to done at once. */
const GRADUAL: ReadonlySet<string> = new Set(["new-site", "install-app"]);
const ASKS_SITES = "verify_ready";
/** Asked of the agent in one call, which is answered when all is done. */
export const ASKED_AT_ONCE = "make_link";
/** When the bench is at work. */
export const AT_WORK: readonly Moment[] = ["begun, nothing done", "in mid-effect"];

export const nameOf = (reach: Reach): string => ("command" in reach ? reach.command : reach.op);

function reachesOf(step: string, direction: Place["direction"]): readonly Reach[] {
  const name = step.split(".")[0] ?? "";
  return REACH[direction === "run" ? name : `undo:${name}`] ?? [];
}

/** What the bench does for a step at a place; nothing, where it is not asked. */
export function reachOf({ step, direction, at }: Place): Reach | undefined {
  return reachesOf(step, direction).find((reach) => at === undefined || nameOf(reach) === at);
}

/** How far a command gets before it is held, in percent. */
export function percentAt(reach: Reach, moment: Moment): number {
  if (moment === "begun, nothing done") return 0;
  return "command" in reach && GRADUAL.has(reach.command) ? 50 : 100;
}

/** Every step of each kind of run, and every undo of a build that fails, at every moment that it has. */
export function places(): Place[] {
  return RUN_KINDS.flatMap(placesOf);
}

/** The places of one kind of run, from its list of steps. */
export function placesOf(kind: RunKind): Place[] {
  const { steps } = definitionOf(kind, { apps: APPS });
  const forward = steps.flatMap(({ name, run }) => placesAt({ kind, step: name, direction: "run" }, run.kind));
  const back = steps.toReversed().flatMap(({ name, undo }) => {
    return undo.kind === "effect" || undo.kind === "transaction" ? placesAt({ kind, step: name, direction: "undo" }, undo.kind) : [];
  });
  return [...forward, ...back];
}

function placesAt(met: Omit<Place, "moment">, work: "effect" | "transaction"): Place[] {
  const [, ...further] = reachesOf(met.step, met.direction);
  const at = (reach: Reach): Place[] => AT_WORK.map((moment) => ({ ...met, moment, at: nameOf(reach) }));
  return [...momentsOf(met, work).map((moment) => ({ ...met, moment })), ...further.flatMap(at)];
}

/** Every place with every process that can be killed there. */
export function killList(): Kill[] {
  return VICTIMS.flatMap((victim) => places().filter((place) => canKill(victim, place)).map((place) => ({ ...place, victim })));
}

function canKill(victim: Victim, place: Place): boolean {
  if (victim === "worker" || victim === "agent") return place.moment !== "begun, nothing done";
  const reach = reachOf(place);
  if (!AT_WORK.includes(place.moment) || reach === undefined) return false;
  return victim === "command" || "command" in reach || reach.byRunner === true;
}

/** A step that is only rows of the database has no effect to be sent; its undo has an intent of its own. */
function momentsOf({ step, direction }: Omit<Place, "moment">, work: "effect" | "transaction"): Moment[] {
  if (work === "transaction") {
    return MOMENTS.filter((moment) => moment === "before intent" || moment.includes("recorded") || (direction === "undo" && moment.startsWith("intent written")));
  }
  if (step === ASKS_SITES) return MOMENTS.filter((moment) => moment !== "accepted, answer lost" && moment !== "begun, nothing done");
  if (reachesOf(step, direction).length === 0) throw new TypeError(`Tell in kills/places.ts how ${step} (${direction}) reaches the bench.`);
  return [...MOMENTS];
}
