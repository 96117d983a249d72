import { armFault, disarmFault, heldBy, type Fault } from "@nexus/sandbox-bench/faults";
import { SITES_DOMAIN, type World } from "../world/world.ts";
import type { DatabaseHolds } from "./database-holds.ts";
import type { Gate, Passing } from "./gate.ts";
import type { Hold } from "./hold.ts";
import { ASKED_AT_ONCE, AT_WORK, type Place, percentAt, reachOf } from "./places.ts";

const REGISTER_OP = "registerTenant";

/** Where runs can be held: in the database, on the way to the agent and to the sites, and on the bench. */
export interface HoldingPlaces {
  readonly world: World;
  readonly database: DatabaseHolds;
  readonly agentGate: Gate;
  readonly sitesGate: Gate;
}

/** A hold on the bench, which knows the process that it holds. */
export interface BenchHold extends Hold {
  readonly pid: () => number | null;
}

/** Holds the next run of a kind of a workspace at a place, before it is accepted or at least before it gets there. */
export function holdAt(at: HoldingPlaces, subdomain: string, place: Place): Promise<Hold> {
  const { kind: run, step, direction, moment } = place;
  const { act, intent, end } = engineSteps(place);
  switch (moment) {
    case "before intent": return at.database.hold({ subdomain, run, kind: "intent", step, name: direction === "run" ? "running" : "undoing" });
    case "intent written, effect not sent":
      if (isTransaction(place)) return at.database.hold({ subdomain, run, kind: "answer", step, name: intent });
      return Promise.resolve(holdRequest(at, subdomain, place));
    case "accepted, answer lost": return Promise.resolve(at.agentGate.hold("answer", isCallOf(subdomain, place)));
    case "begun, nothing done":
    case "in mid-effect": return Promise.resolve(reachOf(place) === undefined ? at.sitesGate.hold("answer", asksSite(subdomain, "/api/method/login")) : holdOnBench(at.world.bench, subdomain, place));
    case "done, not recorded": return at.database.hold({ subdomain, run, kind: "answer", step, name: isTransaction(place) ? end : act });
    case "recorded, next not scheduled": return at.database.hold({ subdomain, run, kind: "next", step, name: end });
  }
}

/**
 * How well runs can be kept waiting at their places, from the longest to the shortest: a transaction that is held is
 * given up and begun again, and so is, even sooner, what somebody waits for in the browser. `in the others' way`: one
 * after another is entered into the register, so that who is held there holds up all.
 */
export const PATIENCE = ["long", "transaction", "browser", "in the others' way"] as const;

export function patienceAt(place: Place): (typeof PATIENCE)[number] {
  if (waitsInDatabase(place)) return "transaction";
  if (place.step === ASKED_AT_ONCE) return "browser";
  const reach = reachOf(place);
  const isAtRegister = reach !== undefined && "op" in reach && reach.op === REGISTER_OP && AT_WORK.includes(place.moment);
  return isAtRegister ? "in the others' way" : "long";
}

/** Whether a run can be brought to its place while those that are held already can be kept waiting. */
export function canJoin(place: Place, held: readonly Place[]): boolean {
  const ways = held.map(patienceAt);
  if (patienceAt(place) === "in the others' way") return ways.every((way) => way === "long");
  return patienceAt(place) === "long" || !ways.includes("in the others' way");
}

/** Whether a run that is held there has a connection of the worker's. */
export function waitsInDatabase(place: Place): boolean {
  return isTransaction(place) || ["before intent", "done, not recorded", "recorded, next not scheduled"].includes(place.moment);
}

function isTransaction(place: Place): boolean {
  return reachOf(place) === undefined && place.step !== "verify_ready";
}

function holdRequest({ agentGate, sitesGate }: HoldingPlaces, subdomain: string, place: Place): Hold {
  if (reachOf(place) === undefined) return sitesGate.hold("request", asksSite(subdomain, "/api/method/ping"));
  return agentGate.hold("request", isCallOf(subdomain, place));
}

/** A hold of the process that does a step's effect. */
export function holdOnBench(bench: string, subdomain: string, place: Place): BenchHold {
  const reach = reachOf(place);
  if (reach === undefined) throw new TypeError(`Nothing on the bench does ${place.step}.`);
  const named = "command" in reach ? { command: reach.command } : { op: reach.op };
  // The register is on the master site, whichever workspace is entered.
  const whose = "op" in reach && reach.op === REGISTER_OP ? { subdomain } : { site: `${subdomain}.${SITES_DOMAIN}` };
  const fault: Fault = { fault: "hold", ...named, ...whose, atPercent: percentAt(reach, place.moment) };
  armFault(bench, fault);
  const pid = (): number | null => heldBy(bench, fault);
  return { pid, reached: async () => pid() !== null, release: async () => disarmFault(bench, fault) };
}

/** Names that the interpreter gives to the engine's steps at the first try of the first attempt. */
function engineSteps(place: Place): { intent: string; act: string; end: string } {
  const { step, direction } = place;
  if (direction === "undo") return { intent: `1:${step}:undo:start:1`, act: `1:${step}:undo:1`, end: `1:${step}:undo:done` };
  return { intent: `${step}:start:1`, act: `1:${step}:run:1`, end: isTransaction(place) ? `${step}:transaction` : `${step}:succeeded` };
}

/** The call by which the agent is asked for a step's effect. */
function isCallOf(subdomain: string, { step, direction }: Place): (passing: Passing) => boolean {
  const site = `${subdomain}.${SITES_DOMAIN}`;
  return ({ path, body }) => {
    if (step === ASKED_AT_ONCE) return path.includes("sites.loginLink") && (JSON.parse(body) as { site: string }).site === site;
    if (!path.includes("commands.start")) return false;
    const { key, command } = JSON.parse(body) as { key: string; command: { site: string; subdomain?: string } };
    const [, attempt, part, way, tries] = key.split(":");
    const isStep = part === step || part?.startsWith(`${step}.`) === true;
    return (command.site === site || command.subdomain === subdomain) && isStep && way === direction && attempt === "1" && tries === "1";
  };
}

function asksSite(subdomain: string, path: string): (passing: Passing) => boolean {
  return (passing) => passing.host === `${subdomain}.${SITES_DOMAIN}` && passing.path === path;
}
