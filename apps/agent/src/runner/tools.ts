import { appendFileSync } from "node:fs";
import path from "node:path";
import { SECRET_FIELDS } from "@nexus/agent-contract/command";
import type { HelperOp } from "@nexus/agent-contract/helper-protocol";
import { type CommandFailureCode, commandFailureCode } from "@nexus/agent-contract/failure";
import { failure } from "../failures/classify.ts";
import { CommandFailed } from "../failures/command-failed.ts";
import { isDiskFull } from "../failures/disk-full.ts";
import { type Scrub, scrubber } from "../failures/scrub.ts";
import { type Helper, startHelper } from "../helper/process.ts";
import { ENTRY_FILES } from "../ledger/entry.ts";
import { MARK } from "../process/end-tree.ts";
import type { Job } from "./job.ts";
import { runBench } from "./run-bench.ts";

/** What a command has at hand to do its work. */
export interface RunnerTools {
  /**
   * Runs a command of the bench, with lines for its prompts, and answers what it said.
   *
   * @throws CommandFailed
   */
  bench(args: readonly string[], input?: readonly string[]): Promise<string>;
  /**
   * Asks a helper of this runner's own, which knows the database administrator and is gone before the
   * bench runs. @throws BenchFailed
   */
  asAdministrator(op: HelperOp, args: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Adds a line to the command's output. */
  say(line: string): void;
  readonly scrub: Scrub;
  /** Throws when the command was cancelled or has no time left. */
  checkStop(): void;
  close(): Promise<void>;
}

/** The tools of one job; `stop` ends what runs, for the reason that it carries. */
export function runnerTools(job: Job, stop: AbortSignal): RunnerTools {
  const scrub = scrubber(secretsOf(job));
  const mark = path.basename(job.folder);
  const environment = { NEXUS_REQUEST_ID: job.requestId, [MARK]: mark };
  const say = (line: string): void => appendWhereRoom(path.join(job.folder, ENTRY_FILES.output), `${scrub(line)}\n`);
  let helper: Helper | null = null;
  const endHelper = async (): Promise<void> => {
    const ended = helper?.end();
    helper = null;
    await ended;
  };
  const checkStop = (): void => {
    if (stop.aborted) throw new CommandFailed(failure(stopReason(stop)));
  };
  return {
    say, scrub, checkStop,
    bench: async (args, input = []) => {
      await endHelper();
      // After that: nobody else hears of a stop that came while the helper went.
      checkStop();
      return runBench({ bench: job.bench, environment, mark, graceMs: job.graceMs, stop, say, scrub }, args, input);
    },
    asAdministrator: async (op, args) => {
      checkStop();
      if (helper?.isUsable() === false) await endHelper();
      helper ??= startHelper({ bench: job.bench, administrator: job.databaseAdmin, environment, scrub, onComplaint: say });
      try {
        return await helper.call(op, args, { timeoutMs: job.timeoutMs, signal: stop });
      } catch (error) {
        checkStop();
        throw error;
      }
    },
    close: endHelper,
  };
}

/** What is said is worth less than the command, which may not need the disk. */
function appendWhereRoom(file: string, text: string): void {
  try {
    appendFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}

/** Why a command is stopped. */
export function stopReason(stop: AbortSignal): CommandFailureCode {
  return commandFailureCode.catch("KILLED").parse(stop.reason);
}

function secretsOf({ command, databaseAdmin }: Job): string[] {
  const own = Object.entries(command).filter(([field]) => SECRET_FIELDS.has(field)).map(([, value]) => String(value));
  return databaseAdmin === null ? own : [...own, databaseAdmin.password];
}
