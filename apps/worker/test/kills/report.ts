import type { FreezeOutcome } from "./frozen.ts";
import type { KillListResult } from "./kill-list.ts";
import { MOMENTS, VICTIMS } from "./places.ts";
import type { RestartsResult } from "./restarts.ts";
import type { Outcome } from "./strike.ts";

/** Prints a table of steps by moments, one letter for each victim, and what is not as it should be. @returns whether all is. */
export function reportKills({ outcomes, signals, benchProblems, secretProblems }: KillListResult): boolean {
  const rows = Map.groupBy(outcomes, ({ kind, step, direction }) => `${kind}: ${direction === "run" ? step : `undo of ${step}`}`);
  const table = [...rows].map(([step, ofStep]) => [step, ...MOMENTS.map((moment) => cell(ofStep.filter((outcome) => outcome.moment === moment)))]);
  console.log(`\nWho was killed when: ${VICTIMS.map((victim) => `${victim[0]} ${victim}`).join(", ")}; a capital letter: it did not end as it should.\n`);
  printTable([["step", ...MOMENTS], ...table]);
  const bad = outcomes.filter(({ problems }) => problems.length > 0);
  for (const { kind, step, direction, moment, at, victim, end, problems } of bad) console.log(`${victim} at “${moment}”${at === undefined ? "" : ` of ${at}`} of ${step} (${kind}, ${direction}), ended as ${end}: ${problems.join("; ")}`);
  for (const problem of [...benchProblems, ...secretProblems]) console.log(problem);
  console.log(`\nKills: ${tally(outcomes.map(({ kind }) => kind))}.`);
  console.log(`Ends: ${tally(outcomes.map(({ end }) => end))}.`);
  printTakeOvers(outcomes.flatMap(({ takenOverMs }) => (takenOverMs === null ? [] : [takenOverMs])));
  if (benchProblems.length === 0) console.log("After each kill the bench held what it held before and the sites in use, open or closed as is wanted, and nothing else; the foreign site is byte for byte the same.");
  if (secretProblems.length === 0) console.log("Nothing that was secret lies in the clear in a log, the ledger or a table, as far as it was still kept when its run had ended.");
  console.log(`${outcomes.length - bad.length} of ${outcomes.length} kills ended as they should (${signals} times kill -9).`);
  return outcomes.length > 0 && bad.length === 0 && benchProblems.length === 0 && secretProblems.length === 0;
}

function cell(outcomes: readonly Outcome[]): string {
  return outcomes.map(({ victim, problems }) => (problems.length === 0 ? victim.charAt(0) : victim.charAt(0).toUpperCase())).join(" ");
}

export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  for (const row of rows) console.log(row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(" | ").trimEnd());
}

/** How many there are of each, e.g. `120 succeeded, 20 rolled_back`. */
export function tally(names: readonly string[]): string {
  return [...Map.groupBy(names, (name) => name)].map(([name, all]) => `${all.length} ${name}`).join(", ");
}

/** Times from a worker's end to the take-over of its runs. */
export function printTakeOvers(times: readonly number[]): void {
  if (times.length === 0) return;
  const sorted = [...times].sort((a, b) => a - b);
  const seconds = (ms: number | undefined): string => ((ms ?? 0) / 1000).toFixed(1);
  console.log(`Take-over by another worker: median ${seconds(sorted[Math.floor(sorted.length / 2)])} s, longest ${seconds(sorted.at(-1))} s, of ${sorted.length}.`);
}

/** Prints how each freeze ended. @returns whether all is as it should be. */
export function reportFreezes(outcomes: readonly FreezeOutcome[]): boolean {
  const rows = outcomes.map(({ workers, kind, step, direction, moment, end, takenOverMs, problems }) => [
    String(workers), kind, direction === "run" ? step : `undo of ${step}`, moment, takenOverMs === null ? "never" : `${(takenOverMs / 1000).toFixed(1)} s`, end, problems.join("; ") || "nothing",
  ]);
  console.log("");
  printTable([["workers", "kind", "frozen at", "moment", "taken over after", "the run", "what the frozen one did but to end with code 75"], ...rows]);
  const good = outcomes.filter(({ problems }) => problems.length === 0).length;
  console.log("");
  printTakeOvers(outcomes.flatMap(({ takenOverMs }) => (takenOverMs === null ? [] : [takenOverMs])));
  console.log(`${good} of ${outcomes.length} workers that were frozen past their lease had no effect, and ended with code 75 when they thawed.`);
  return outcomes.length > 0 && good === outcomes.length;
}

/** Prints what came of runs under a database that is restarted all the time. @returns whether all is as it should be. */
export function reportRestarts({ ends, restarts, durations, totalMs, problems }: RestartsResult): boolean {
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  const sorted = [...durations].sort((a, b) => a - b);
  for (const problem of problems) console.log(problem);
  console.log(`\nIn ${seconds(totalMs)} s PostgreSQL was stopped ${restarts.stopped} times and killed ${restarts.killed} times.`);
  console.log(`From acceptance to end: median ${seconds(sorted[Math.floor(sorted.length / 2)] ?? 0)} s, longest ${seconds(sorted.at(-1) ?? 0)} s.`);
  const isGood = problems.length === 0;
  console.log(`${ends.length} runs were accepted: ${tally(ends)}. ${isGood ? "Audit log, mails and bench are as they should be." : "NOT all is as it should be; see above."}`);
  return isGood;
}
