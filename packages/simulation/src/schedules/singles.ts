import { FAULTS, type FaultName, type Injection, MOMENTS, type MomentName, type Schedule, STORIES, type Story } from "./schedule.ts";
import { type MetStep, metSteps } from "./steps.ts";

const OF_EVERY_STEP: readonly FaultName[] = [
  "worker killed", "worker frozen past its lease", "agent killed", "worker and agent killed",
  "database restarted", "database restarted, commit's answer lost", "database restarted, commit lost", "write conflict",
  "worker's clock an hour ahead", "worker's clock an hour behind", "agent's clock an hour ahead", "agent's clock an hour behind",
  "database's clock an hour ahead", "database's clock an hour behind",
  "abort", "retry", "removal", "mail server down", "mail server's answer lost", "MariaDB restarted", "disk full",
];
const OF_THE_CALL: readonly FaultName[] = ["request lost", "answer lost", "request delivered twice", "request delivered after take-over", "stream cut"];
/** While the command is accepted and done; which write is which, nobody needs to know. */
const AT_A_WRITE = /^(runner|agent) killed at its/;
const OF_THE_BENCH: readonly FaultName[] = ["command killed", "partial effect, non-zero exit", "whole effect, non-zero exit", "hang"];

/** Every single fault at every moment of every step of every story at which it can strike. */
export function* singles(): Generator<Schedule> {
  for (const story of STORIES) for (const injection of injectionsOf(story)) yield { story, seed: 1, injections: [injection] };
}

/** Every two faults of a story, each at a place of its own. */
export function* pairs(): Generator<Schedule> {
  for (const story of STORIES) {
    const all = [...injectionsOf(story)];
    for (const [at, first] of all.entries()) {
      for (const second of all.slice(at + 1)) yield { story, seed: 1, injections: [first, second] };
    }
  }
}

export function* injectionsOf(story: Story): Generator<Injection> {
  for (const met of metSteps(story)) {
    for (const moment of momentsOf(met)) {
      for (const fault of FAULTS) if (applies(met, moment, fault)) yield { step: met.step.name, direction: met.direction, moment, fault };
    }
  }
}

/** A step that is only rows of the database has no effect to be sent, and is never half done. */
function momentsOf({ work, direction }: MetStep): readonly MomentName[] {
  if (work === "transaction" || work === "nothing") {
    return MOMENTS.filter((moment) => moment !== "accepted, answer on its way" && moment !== "in mid-effect" && (direction === "undo" || moment !== "intent written, effect not sent"));
  }
  if (typeof work === "object" && work.commands.length === 0) return MOMENTS.filter((moment) => moment !== "in mid-effect");
  return work === "sites" || work === "link" ? MOMENTS.filter((moment) => moment !== "accepted, answer on its way") : MOMENTS;
}

function applies({ work }: MetStep, moment: MomentName, fault: FaultName): boolean {
  if (OF_EVERY_STEP.includes(fault)) return true;
  if (work === "transaction" || work === "nothing") return false;
  if (work === "sites") return moment === "in mid-effect" && (fault === "request lost" || fault === "answer lost");
  if (AT_A_WRITE.test(fault)) return moment === "intent written, effect not sent" && work !== "link" && (work.byRunner || fault.startsWith("agent"));
  if (OF_THE_BENCH.includes(fault)) return moment === "in mid-effect";
  if (work === "link") return fault === "request lost" && moment === "intent written, effect not sent";
  if (fault === "runner killed") return work.byRunner && (moment === "in mid-effect" || moment === "accepted, answer on its way");
  if (moment === "accepted, answer on its way") return fault === "answer lost" || fault === "stream cut";
  return OF_THE_CALL.includes(fault) && moment === "intent written, effect not sent";
}
