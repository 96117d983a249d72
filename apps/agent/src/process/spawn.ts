import { closeSync, createWriteStream, openSync } from "node:fs";
import { execa, type Result } from "execa";
import { identify, type ProcessIdentity } from "./identity.ts";

export interface SpawnOptions {
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** File that takes what the process says; without it `onOutput` hears it. */
  readonly outputFile?: string;
  readonly onOutput?: (chunk: string, stream: "stdout" | "stderr") => void;
}

export interface Spawned {
  readonly identity: ProcessIdentity;
  /** Writes to standard input. A process that is gone is no error here: its end tells. */
  write(text: string): void;
  endInput(): void;
  /** The end: exit code, or 128 + the signal's number as a shell gives it. Never rejects. */
  readonly ended: Promise<{ exitCode: number; signal: NodeJS.Signals | null }>;
}

const DETACHED = { detached: true, cleanup: false, extendEnv: false, reject: false, buffer: false } as const;

/** Numbers of the signals that end a process (signal(7)). */
const SIGNALS: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/** The process could not even be started. */
export class SpawnError extends Error {
  override readonly name = "SpawnError";
}

/**
 * Starts a program as leader of its own session, without a shell, a terminal or inherited
 * environment, so that it outlives this process and its whole group can be ended.
 *
 * @throws SpawnError when the file does not exist or may not be run.
 */
export function spawnDetached(argv: readonly [string, ...string[]], options: SpawnOptions): Spawned {
  const [program, ...args] = argv;
  const file = options.outputFile === undefined ? null : openSync(options.outputFile, "a", 0o600);
  // As a stream that is never written to here, the child gets the file itself and keeps it when this process dies.
  const sink = file === null ? "pipe" : createWriteStream("", { fd: file, autoClose: false });
  const { cwd } = options;
  // Node's pipes are sockets, and a first-level bash whose input is a socket takes itself for a remote
  // login and runs ~/.bashrc: Frappe's own shell lines failed on what that said. See bash(1), INVOCATION.
  const env = { SHLVL: "1", ...options.env };
  const child = execa(program, args, { ...DETACHED, cwd, env, stdin: "pipe", stdout: sink, stderr: sink });
  if (file !== null) closeSync(file);
  child.stdin.on("error", () => {});
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (chunk: string) => options.onOutput?.(chunk, name));
  }
  const identity = child.pid === undefined ? null : identify(child.pid);
  if (child.pid === undefined) {
    child.catch(() => {});
    throw new SpawnError(`${program} could not be started.`);
  }
  return {
    // A process that is over before it could be looked at has an identity that no living one has.
    identity: identity ?? { pid: child.pid, startedAt: "over" },
    write: (text) => void child.stdin.write(text),
    endInput: () => void child.stdin.end(),
    ended: child.then(exit),
  };
}

function exit(result: Pick<Result, "exitCode" | "signal">): { exitCode: number; signal: NodeJS.Signals | null } {
  const signal = result.signal ?? null;
  return { exitCode: result.exitCode ?? 128 + (signal === null ? 0 : (SIGNALS[signal] ?? 0)), signal };
}
