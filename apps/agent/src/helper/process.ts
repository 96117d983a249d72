import { randomUUID } from "node:crypto";
import { BenchFailed } from "@nexus/agent-contract/errors";
import type { HelperOp } from "@nexus/agent-contract/helper-protocol";
import { HELPER_FILE, python, sitesDir } from "../bench/paths.ts";
import { classifyException, failure } from "../failures/classify.ts";
import type { Scrub } from "../failures/scrub.ts";
import { endTree, MARK } from "../process/end-tree.ts";
import type { ProcessIdentity } from "../process/identity.ts";
import { type Spawned, spawnDetached, SpawnError } from "../process/spawn.ts";
import { lineSplitter } from "../progress/line-splitter.ts";
import type { BenchSettings, DatabaseAdmin } from "../runner/job.ts";
import { codeState } from "./code-state.ts";
import { createExchange, type Exchange } from "./exchange.ts";

export interface CallOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** One resident helper; it does one request at a time. */
export interface Helper {
  readonly identity: ProcessIdentity;
  /** False once it has died or was given up, or when the bench's code is no longer what it has loaded; another one has to be started then. */
  isUsable(): boolean;
  /** @throws BenchFailed with Frappe's error, `HELPER_FAILED`, `TIMED_OUT` or `CANCELLED`. */
  call(op: HelperOp, args: Record<string, unknown>, options: CallOptions): Promise<Record<string, unknown>>;
  /** Ends its process; resolves when that is gone. */
  end(): Promise<void>;
}

export interface HelperOptions {
  readonly bench: BenchSettings;
  /** For a helper that is to make, drop or list databases, and does nothing else: whom it signs in as, null for the one of the bench's config. */
  readonly administrator?: DatabaseAdmin;
  /** More environment for the helper, e.g. the mark of the command that it works for; what else has that mark is not ended with it. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly scrub: Scrub;
  /** Hears what the helper says beside the protocol. */
  readonly onComplaint: (line: string) => void;
}

/** The first request imports Frappe, which may take long on a cold disk. */
const INIT_TIMEOUT_MS = 90_000;
const NEVER = new AbortController().signal;

/**
 * Starts a helper on the bench's interpreter, and tells it the database administrator on its input.
 * One that hangs, dies or says what is no answer is ended and not used again.
 *
 * @throws BenchFailed `HELPER_FAILED` when the interpreter cannot be started.
 */
export function startHelper(options: HelperOptions): Helper {
  const ownMark = options.environment?.[MARK] === undefined ? `helper-${randomUUID()}` : null;
  const loaded = codeState(options.bench.path);
  let usable = true;
  const complaints = lineSplitter(options.onComplaint);
  const answers = lineSplitter((line) => {
    if (exchange.hear(line)) return;
    options.onComplaint(line);
    void end();
  });
  const child = spawn(options, ownMark, (chunk, stream) => (stream === "stdout" ? answers : complaints).push(chunk));
  const exchange = createExchange((line) => child.write(line));
  const end = async (): Promise<void> => {
    usable = false;
    exchange.breakOff();
    await endTree({ mark: ownMark, group: child.identity.pid }, 0);
  };
  void child.ended.then(() => {
    complaints.flush();
    usable = false;
    exchange.breakOff();
  });
  const answering = { exchange, end, scrub: options.scrub };
  const ready = ask(answering, { op: "init", args: { databaseAdmin: options.administrator ?? null } }, { timeoutMs: INIT_TIMEOUT_MS, signal: NEVER });
  ready.catch(() => void end());
  return {
    identity: child.identity,
    isUsable: () => usable && codeState(options.bench.path) === loaded,
    call: async (op, args, callOptions) => {
      await ready;
      return ask(answering, { op, args }, callOptions);
    },
    end,
  };
}

interface Answering {
  readonly exchange: Exchange;
  readonly end: () => Promise<void>;
  readonly scrub: Scrub;
}

async function ask({ exchange, end, scrub }: Answering, request: { op: HelperOp; args: Record<string, unknown> }, { timeoutMs, signal }: CallOptions): Promise<Record<string, unknown>> {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  if (stop.aborted) throw new BenchFailed(failure("CANCELLED"));
  const onStop = (): void => void end();
  stop.addEventListener("abort", onStop, { once: true });
  const response = await exchange.ask(request.op, request.args);
  stop.removeEventListener("abort", onStop);
  if (response?.ok === true) return response.result;
  if (response?.ok === false) throw new BenchFailed(classifyException(response.error, scrub));
  throw new BenchFailed(failure(signal.aborted ? "CANCELLED" : stop.aborted ? "TIMED_OUT" : "HELPER_FAILED"));
}

function spawn({ bench, administrator, environment }: HelperOptions, ownMark: string | null, onOutput: (chunk: string, stream: "stdout" | "stderr") => void): Spawned {
  try {
    // One that only makes and drops databases need not load Frappe.
    return spawnDetached([python(bench.path), HELPER_FILE, ...(administrator === undefined ? [] : ["databases"])], {
      cwd: sitesDir(bench.path),
      env: { ...bench.environment, ...environment, ...(ownMark === null ? {} : { [MARK]: ownMark }) },
      onOutput,
    });
  } catch (error) {
    throw error instanceof SpawnError ? new BenchFailed(failure("HELPER_FAILED"), error) : error;
  }
}
