import { BENCH_FILE, python, sitesDir } from "../bench/paths.ts";
import { classifyCommand, failure } from "../failures/classify.ts";
import { CommandFailed } from "../failures/command-failed.ts";
import type { Scrub } from "../failures/scrub.ts";
import { beNice } from "../process/be-nice.ts";
import { endTree } from "../process/end-tree.ts";
import { type Spawned, spawnDetached, SpawnError } from "../process/spawn.ts";
import { lineSplitter } from "../progress/line-splitter.ts";
import type { BenchSettings } from "./job.ts";
import { stopReason } from "./tools.ts";

export interface BenchRun {
  readonly bench: BenchSettings;
  readonly environment: Readonly<Record<string, string>>;
  readonly mark: string;
  readonly graceMs: number;
  readonly stop: AbortSignal;
  readonly say: (line: string) => void;
  readonly scrub: Scrub;
}

/** Lines of output that are kept for finding out why a command failed. */
const KEPT_LINES = 500;

/**
 * Runs one command of the bench to its end, in the way that `bench` itself does it but without
 * `bench`, which would write the argv to logs/bench.log and refuses to work as root.
 *
 * @returns what the command said, at most its last 500 lines.
 * @throws CommandFailed when it fails or is stopped; its whole process tree is gone then.
 */
export async function runBench(run: BenchRun, args: readonly string[], input: readonly string[]): Promise<string> {
  const said: string[] = [];
  const hear = (line: string): void => {
    // A progress bar repeats itself; one line for each step is enough.
    if (line === said.at(-1)) return;
    run.say(line);
    said.push(line);
    if (said.length > KEPT_LINES) said.shift();
  };
  const streams = { stdout: lineSplitter(hear), stderr: lineSplitter(hear) };
  const child = spawn(run, args, (chunk, stream) => streams[stream].push(chunk));
  beNice(child.identity.pid, run.bench.nice);
  child.write(input.map((line) => `${line}\n`).join(""));
  child.endInput();
  const { exitCode } = await endOrStop(child, run);
  streams.stdout.flush();
  streams.stderr.flush();
  if (run.stop.aborted) throw new CommandFailed(failure(stopReason(run.stop)), exitCode);
  if (exitCode !== 0) throw new CommandFailed(classifyCommand({ exitCode, output: said.join("\n") }, run.scrub), exitCode);
  return said.join("\n");
}

async function endOrStop(child: Spawned, run: BenchRun): Promise<{ exitCode: number }> {
  const stopped = Promise.withResolvers<void>();
  const onStop = (): void => stopped.resolve();
  run.stop.addEventListener("abort", onStop, { once: true });
  await Promise.race([child.ended, stopped.promise]);
  run.stop.removeEventListener("abort", onStop);
  if (run.stop.aborted) await endTree({ mark: run.mark, group: child.identity.pid }, run.graceMs);
  return child.ended;
}

function spawn(run: BenchRun, args: readonly string[], onOutput: (chunk: string, stream: "stdout" | "stderr") => void): Spawned {
  try {
    return spawnDetached([python(run.bench.path), BENCH_FILE, "frappe", ...args], {
      cwd: sitesDir(run.bench.path),
      env: { ...run.bench.environment, ...run.environment },
      onOutput,
    });
  } catch (error) {
    if (!(error instanceof SpawnError)) throw error;
    throw new CommandFailed(failure("BENCH_FAILED", { quote: error.message }));
  }
}
