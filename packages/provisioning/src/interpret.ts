import type { StepFailure } from "@nexus/domain/errors/step-failure";
import type { Engine } from "./engine.ts";
import type { Journal, JournalledStep } from "./journal.ts";
import { type RetryPolicy, decideRetry, stubborn } from "./retry.ts";
import type { RunDefinition, Step } from "./step.ts";

/** One try of a step's effect, or of its undo, in an attempt of the run. */
export interface Try {
  readonly step: Step;
  readonly direction: "run" | "undo";
  readonly attempt: number;
  readonly tries: number;
}

export interface Interpreter {
  readonly engine: Engine;
  readonly journal: Journal;
  /** The attempt that is executed; undo may also reach back to earlier ones. */
  readonly attempt: number;
  /** Does one try outside the database; `null` is success. Throws nothing but `FencedError`. */
  readonly act: (what: Try) => Promise<StepFailure | null>;
}

const ABORTED: StepFailure = { code: "ABORTED", message: "The run was stopped on request.", retryable: false };

/** Executes a run: its steps in order, or, when one fails or a person aborts, the undo of all that was begun, unless that is a person's. */
export async function interpret(interpreter: Interpreter, definition: RunDefinition): Promise<void> {
  const { engine, journal } = interpreter;
  const leftovers = await engine.step("begin", () => journal.begin(definition));
  // A row of the database that an earlier attempt changed belongs to this attempt now: only effects are undone.
  if (!(await undoAll(interpreter, definition, leftovers, "keep-rows"))) return;

  for (const step of definition.steps) {
    const failure = await perform(interpreter, step);
    if (failure === null) continue;
    if (definition.handsOver === true) return engine.step("hand_over", () => journal.handOver(definition, { step, failure }));
    const begun = await engine.step("undo:begin", () => journal.beginUndo({ step, failure }));
    if (await undoAll(interpreter, definition, begun, "undo-rows")) {
      await engine.step("rolled_back", () => journal.rolledBack(definition));
    }
    return;
  }
  await engine.step("succeed", () => journal.succeed());
}

async function perform(interpreter: Interpreter, step: Step): Promise<StepFailure | null> {
  const { engine, journal } = interpreter;
  const work = step.run;
  if (work.kind === "transaction") {
    const verdict = await engine.step(`${step.name}:transaction`, () => journal.performInTransaction(step, work));
    return verdict === "abort" ? ABORTED : null;
  }
  for (let tries = 1; ; tries += 1) {
    const verdict = await engine.step(`${step.name}:start:${tries}`, () => journal.startStep(step, tries));
    if (verdict === "abort") return ABORTED;
    const failure = await tryOnce(interpreter, { step, direction: "run", attempt: interpreter.attempt, tries });
    if (failure === null) {
      await engine.step(`${step.name}:succeeded`, () => journal.succeedStep(step, tries));
      return null;
    }
    const again = await waitBeforeRetry(interpreter, { policy: step.retry, failure, tries, name: `${step.name}:retry:${tries}` }, () => journal.retryStep(step, tries, failure));
    if (again) continue;
    await engine.step(`${step.name}:failed`, () => journal.failStep(step, tries, failure));
    return failure;
  }
}

/** Undoes the given steps in the given order. `false` when one could not be undone: the rest waits for a person. */
async function undoAll(
  interpreter: Interpreter, definition: RunDefinition, begun: readonly JournalledStep[], rows: "undo-rows" | "keep-rows",
): Promise<boolean> {
  for (const { attempt, name } of begun) {
    const step = definition.steps.find((candidate) => candidate.name === name);
    if (step === undefined || step.undo.kind === "covered") continue;
    if (!(await undo(interpreter, definition, attempt, step, rows))) return false;
  }
  return true;
}

async function undo(
  interpreter: Interpreter, definition: RunDefinition, attempt: number, step: Step, rows: "undo-rows" | "keep-rows",
): Promise<boolean> {
  const { engine, journal } = interpreter;
  const name = `${attempt}:${step.name}:undo`;
  const covered = definition.steps.filter(({ undo }) => undo.kind === "covered" && undo.by === step.name).map(({ name }) => name);
  for (let tries = 1; ; tries += 1) {
    await engine.step(`${name}:start:${tries}`, () => journal.startUndo(attempt, step, tries));
    const failure = step.undo.kind === "effect" ? await tryOnce(interpreter, { step, direction: "undo", attempt, tries }) : null;
    if (failure === null) {
      const work = step.undo.kind === "transaction" && rows === "undo-rows" ? step.undo : null;
      await engine.step(`${name}:done`, () => journal.finishUndo(attempt, step, covered, work));
      return true;
    }
    const again = await waitBeforeRetry(interpreter, { policy: stubborn, failure, tries, name: `${name}:retry:${tries}` }, () => journal.retryUndo(attempt, step, tries, failure));
    if (again) continue;
    await engine.step(`${name}:failed`, () => journal.failUndo(definition, attempt, step, failure));
    return false;
  }
}

function tryOnce({ engine, act }: Interpreter, what: Try): Promise<StepFailure | null> {
  return engine.step(`${what.attempt}:${what.step.name}:${what.direction}:${what.tries}`, () => act(what));
}

interface FailedTry {
  readonly policy: RetryPolicy;
  readonly failure: StepFailure;
  readonly tries: number;
  /** Of the engine step that records the retry. */
  readonly name: string;
}

/** Decides, records and waits. `false`: there is no other try. */
async function waitBeforeRetry({ engine }: Interpreter, { policy, failure, tries, name }: FailedTry, record: () => Promise<void>): Promise<boolean> {
  const decision = decideRetry(policy, failure, tries, await engine.random());
  if (decision.kind === "give_up") return false;
  await engine.step(name, record);
  await engine.sleep(decision.delay);
  return true;
}
