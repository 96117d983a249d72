import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { eventually } from "@nexus/testing/eventually";

/** A program of the product as a process of its own; its output is kept and written to a file. */
export interface Program {
  readonly pid: number;
  /** All that it has printed so far. */
  readonly output: () => string;
  /** Resolves when a line that contains `text` was printed. */
  readonly prints: (text: string, timeoutMs?: number) => Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Ends it by SIGKILL if it still runs. */
  readonly kill: () => Promise<void>;
}

export interface ProgramOptions {
  readonly script: string;
  readonly argv?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

const END_WITH_PARENT = join(import.meta.dirname, "end-with-parent.ts");

/** Starts `node <script>` with nothing of this process's environment but PATH and HOME. It ends with this process at the latest. */
export function startProgram({ script, argv = [], env, logFile }: ProgramOptions): Program {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, ["--import", END_WITH_PARENT, script, ...argv], { env: { PATH, HOME, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  const file = createWriteStream(logFile, { flags: "a" });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      printed += chunk.toString("utf8");
      file.write(chunk);
    });
  }
  // Whoever is stopped in the middle leaves no program behind, not even a frozen one.
  const killWithThis = (): void => void child.kill("SIGKILL");
  process.once("exit", killWithThis);
  const ended = new Promise<number | NodeJS.Signals>((resolve) => child.once("close", (code, signal) => {
    file.end();
    process.removeListener("exit", killWithThis);
    resolve(code ?? signal ?? -1);
  }));
  const { pid } = child;
  if (pid === undefined) throw new Error(`${script} did not start.`);
  return {
    pid,
    output: () => printed,
    prints: (text, timeoutMs = 180_000) => eventually(() => {
      if (!printed.includes(text)) throw new Error(`${script} has not printed “${text}” but:\n${printed.slice(-4_000)}`);
    }, { timeoutMs }),
    signal: (signal) => void child.kill(signal),
    ended,
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await ended;
    },
  };
}
