import { existsSync } from "./fs.ts";
import { doJob } from "@nexus/agent/runner/do-job";
import { type Job, job as jobSchema } from "@nexus/agent/runner/job";
import { DiskError } from "../disk/disk.ts";
import { here, ProcessKilled } from "../kernel/process.ts";
import { world } from "../world/current.ts";

/**
 * In place of the agent's `process/spawn.ts`. The agent starts one program itself, its runner: here it is a
 * process of the simulated machine that does the shipped runner's work, and outlives the agent.
 */
export class SpawnError extends Error {
  override readonly name = "SpawnError";
}

/** Time that a program takes to start, in milliseconds. */
const STARTING = 100;

export function spawnDetached(): {
  readonly identity: { pid: number; startedAt: string };
  write: (text: string) => void;
  endInput: () => void;
  readonly ended: Promise<{ exitCode: number; signal: null }>;
} {
  const { machine, kernel } = world();
  const stop = new AbortController();
  let input = "";
  let folder: string | null = null;
  const onTerm = (): void => stop.abort(folder !== null && existsSync(`${folder}/cancelled`) ? "CANCELLED" : "KILLED");
  const process = machine.start("runner", { onTerm });
  const { promise: ended, resolve } = Promise.withResolvers<{ exitCode: number; signal: null }>();
  process.onDeath(() => resolve({ exitCode: 0, signal: null }));
  let isTold = false;
  // Its input ends with the agent: a job that does not arrive whole is not begun.
  here()?.process.onDeath(() => { if (!isTold) process.kill(); });
  const work = async (): Promise<void> => {
    await kernel.sleep(STARTING);
    const job = readJob(input);
    // The program ends with an error then, and begins nothing.
    if (job === null) return process.kill();
    folder = job.folder;
    // Where even the outcome cannot be written the runner ends without a word.
    await doJob(job, stop).catch((error: unknown) => { if (!(error instanceof ProcessKilled || error instanceof DiskError)) kernel.fail(error); });
    process.kill();
  };
  return {
    identity: { pid: process.pid, startedAt: process.startedAt },
    write: (text) => { input += text; },
    endInput: () => {
      isTold = true;
      void process.run(work);
    },
    ended,
  };
}

function readJob(input: string): Job | null {
  try {
    return jobSchema.parse(JSON.parse(input));
  } catch {
    return null;
  }
}
