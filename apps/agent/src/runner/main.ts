import { existsSync } from "node:fs";
import { setPriority } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { BenchFailed } from "@nexus/agent-contract/errors";
import { CommandFailed } from "../failures/command-failed.ts";
import { failure } from "../failures/classify.ts";
import { ENTRY_FILES, type Outcome } from "../ledger/entry.ts";
import { writeDurably } from "../ledger/write-durably.ts";
import { job as jobSchema } from "./job.ts";
import { perform } from "./perform.ts";
import { runnerTools } from "./tools.ts";

/**
 * Does one command of the ledger, apart from the agent so that the agent may die: reads the job from
 * standard input, leaves the output and at the very end the outcome in the entry's folder. A job that
 * does not arrive whole is not begun, and no outcome tells so.
 */
const stop = new AbortController();
const job = jobSchema.parse(JSON.parse(await text(process.stdin)));
const stopped = (): void => stop.abort(existsSync(path.join(job.folder, ENTRY_FILES.cancelled)) ? "CANCELLED" : "KILLED");
process.on("SIGTERM", stopped).on("SIGINT", stopped);
process.on("SIGHUP", () => {});
setPriority(job.bench.nice);
const timeout = setTimeout(() => stop.abort("TIMED_OUT"), job.timeoutMs);
const ended = await endOf();
clearTimeout(timeout);
writeDurably(path.join(job.folder, ENTRY_FILES.outcome), `${JSON.stringify(ended)}\n`);
process.exit(0);

async function endOf(): Promise<Outcome> {
  const tools = runnerTools(job, stop.signal);
  try {
    const result = await perform(job, tools);
    return { exitCode: 0, result, failure: null, finishedAt: new Date().toISOString() };
  } catch (error) {
    const finishedAt = new Date().toISOString();
    if (error instanceof CommandFailed) return { exitCode: error.exitCode, result: null, failure: error.failure, finishedAt };
    if (error instanceof BenchFailed) return { exitCode: null, result: null, failure: error.failure, finishedAt };
    // Standard error is the entry's runner.log; the text is scrubbed, as an error may quote what it met.
    console.error(tools.scrub(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    return { exitCode: null, result: null, failure: failure("BENCH_FAILED"), finishedAt };
  } finally {
    await tools.close();
  }
}
