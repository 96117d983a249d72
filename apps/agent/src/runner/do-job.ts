import { BenchFailed } from "@nexus/agent-contract/errors";
import { CommandFailed } from "../failures/command-failed.ts";
import { failure } from "../failures/classify.ts";
import { isDiskFull } from "../failures/disk-full.ts";
import type { Outcome } from "../ledger/entry.ts";
import type { Job } from "./job.ts";
import { leaveOutcome, reserveOutcome } from "./outcome-file.ts";
import { perform } from "./perform.ts";
import { runnerTools } from "./tools.ts";

/**
 * Does a job and leaves its outcome, whatever it is, in the entry's folder as the very last thing.
 *
 * @param stop ends the job for the reason that it carries; also aborted here when the job's time is up.
 */
export async function doJob(job: Job, stop: AbortController): Promise<void> {
  reserveOutcome(job.folder);
  const timeout = setTimeout(() => stop.abort("TIMED_OUT"), job.timeoutMs);
  const ended = await endOf(job, stop.signal);
  clearTimeout(timeout);
  leaveOutcome(job.folder, ended);
}

async function endOf(job: Job, stop: AbortSignal): Promise<Outcome> {
  const tools = runnerTools(job, stop);
  try {
    const result = await perform(job, tools);
    return { exitCode: 0, result, failure: null, finishedAt: new Date().toISOString() };
  } catch (error) {
    const finishedAt = new Date().toISOString();
    if (error instanceof CommandFailed) return { exitCode: error.exitCode, result: null, failure: error.failure, finishedAt };
    if (error instanceof BenchFailed) return { exitCode: null, result: null, failure: error.failure, finishedAt };
    // Standard error is the entry's runner.log; the text is scrubbed, as an error may quote what it met.
    console.error(tools.scrub(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    return { exitCode: null, result: null, failure: failure(isDiskFull(error) ? "DISK_FULL" : "BENCH_FAILED"), finishedAt };
  } finally {
    await tools.close();
  }
}
