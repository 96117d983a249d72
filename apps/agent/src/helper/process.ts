import { randomUUID } from "node:crypto";
import { BenchFailed } from "@nexus/agent-contract/errors";
import { type HelperOp, type HelperResponse, helperResponse } from "@nexus/agent-contract/helper-protocol";
import { HELPER_FILE, python, sitesDir } from "../bench/paths.ts";
import { classifyException, failure } from "../failures/classify.ts";
import type { Scrub } from "../failures/scrub.ts";
import { endTree, MARK } from "../process/end-tree.ts";
import type { ProcessIdentity } from "../process/identity.ts";
import { type Spawned, spawnDetached, SpawnError } from "../process/spawn.ts";
import { lineSplitter } from "../progress/line-splitter.ts";
import type { BenchSettings } from "../runner/job.ts";

export interface CallOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** One resident helper; it does one request at a time. */
export interface Helper {
  readonly identity: ProcessIdentity;
  /** False once it has died or was given up; another one has to be started then. */
  isUsable(): boolean;
  /** @throws BenchFailed with Frappe's error, `HELPER_FAILED`, `TIMED_OUT` or `CANCELLED`. */
  call(op: HelperOp, args: Record<string, unknown>, options: CallOptions): Promise<Record<string, unknown>>;
  end(): void;
}

export interface HelperOptions {
  readonly bench: BenchSettings;
  /** More environment for the helper, e.g. the mark of a command. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly scrub: Scrub;
  /** Hears what the helper says beside the protocol. */
  readonly onComplaint: (line: string) => void;
}

/** The first request imports Frappe, which may take long on a cold disk. */
const INIT_TIMEOUT_MS = 90_000;

/**
 * Starts a helper on the bench's interpreter and tells it the database administrator on its input.
 *
 * @throws BenchFailed `HELPER_FAILED` when the interpreter cannot be started.
 */
export function startHelper(options: HelperOptions): Helper {
  const mark = options.environment?.[MARK] ?? `helper-${randomUUID()}`;
  let answer: ((response: HelperResponse | null) => void) | null = null;
  let usable = true;
  let lastId = 0;
  const settle = (response: HelperResponse | null): void => {
    const waiting = answer;
    answer = null;
    waiting?.(response);
  };
  const lines = lineSplitter((line) => {
    const response = parseResponse(line);
    if (response === null || response.id !== lastId) options.onComplaint(line);
    else settle(response);
  });
  const complaints = lineSplitter(options.onComplaint);
  const child = spawn(options, mark, (chunk, stream) => (stream === "stdout" ? lines : complaints).push(chunk));
  const giveUp = (): void => {
    usable = false;
    settle(null);
    void endTree({ mark, group: child.identity.pid }, 0);
  };
  void child.ended.then(() => {
    complaints.flush();
    usable = false;
    settle(null);
  });

  const exchange: Helper["call"] = async (op, args, { timeoutMs, signal }) => {
    lastId += 1;
    const { promise, resolve } = Promise.withResolvers<HelperResponse | null>();
    answer = resolve;
    const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    stop.addEventListener("abort", giveUp, { once: true });
    if (usable) child.write(`${JSON.stringify({ id: lastId, op, args })}\n`);
    else settle(null);
    const response = await promise;
    stop.removeEventListener("abort", giveUp);
    if (response?.ok === true) return response.result;
    if (response?.ok === false) throw new BenchFailed(classifyException(response.error, options.scrub));
    throw new BenchFailed(failure(signal.aborted ? "CANCELLED" : stop.aborted ? "TIMED_OUT" : "HELPER_FAILED"));
  };

  const ready = exchange("init", { databaseAdmin: options.bench.databaseAdmin }, { timeoutMs: INIT_TIMEOUT_MS, signal: new AbortController().signal });
  ready.catch(giveUp);
  return {
    identity: child.identity,
    isUsable: () => usable,
    call: async (op, args, callOptions) => {
      await ready;
      return exchange(op, args, callOptions);
    },
    end: giveUp,
  };
}

function spawn({ bench, environment }: HelperOptions, mark: string, onOutput: (chunk: string, stream: "stdout" | "stderr") => void): Spawned {
  try {
    return spawnDetached([python(bench.path), HELPER_FILE], {
      cwd: sitesDir(bench.path),
      env: { ...bench.environment, ...environment, [MARK]: mark },
      onOutput,
    });
  } catch (error) {
    throw error instanceof SpawnError ? new BenchFailed(failure("HELPER_FAILED"), error) : error;
  }
}

function parseResponse(line: string): HelperResponse | null {
  try {
    return helperResponse.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
