import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type HelperOp, helperResponse, type HelperResponse } from "@nexus/agent-contract/helper-protocol";

/** The program that the agent runs on a bench's interpreter; the sandbox's interpreter knows it by its name. */
const HELPER = fileURLToPath(new URL("../../../apps/agent/helper/nexus_helper.py", import.meta.url));

/** A helper that runs. */
export interface HelperClient {
  /** `null` when it ended instead of answering. */
  call(op: HelperOp, args?: Record<string, unknown>): Promise<HelperResponse | null>;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  /** Ends its input, and waits until it has ended. */
  end(): Promise<number | null>;
  kill(): void;
}

/** Starts a helper on a bench and tells it the database's administrator. */
export async function startHelper(root: string, databaseAdmin: { user: string; password: string }, environment: Readonly<Record<string, string>> = {}): Promise<HelperClient> {
  const child = spawn(join(root, "env", "bin", "python"), ["-u", HELPER], {
    cwd: join(root, "sites"), stdio: ["pipe", "pipe", "ignore"],
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "/", ...environment },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<number | null>((done) => child.on("close", done));
  child.stdin.on("error", () => {});
  let id = 0;
  const call = async (op: HelperOp, args: Record<string, unknown> = {}): Promise<HelperResponse | null> => {
    id += 1;
    child.stdin.write(`${JSON.stringify({ id, op, args })}\n`);
    const line = await lines.next();
    return line.done === true ? null : helperResponse.parse(JSON.parse(line.value));
  };
  await call("init", { databaseAdmin });
  return {
    call, ended, kill: () => child.kill("SIGKILL"),
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
}
