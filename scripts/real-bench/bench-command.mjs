import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { setPriority } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Failure } from "../launcher/failure.mjs";
import { ROOT } from "../launcher/paths.mjs";

const HELPER = join(ROOT, "apps/agent/helper/nexus_helper.py");

/**
 * Runs one of the bench's own commands as `bench` itself does, without what `bench` adds to each.
 *
 * @param options `input`: lines for its prompts; `nice`: its priority; `signal`: ends it.
 * @returns what it printed. @throws Failure with its last words.
 */
export async function benchCommand(bench, argv, { input = [], nice = 0, signal } = {}) {
  const child = python(bench, ["-m", "frappe.utils.bench_helper", "frappe", ...argv], ["pipe", "pipe", "pipe"]);
  if (child.pid !== undefined) beNice(child.pid, nice);
  const end = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", end, { once: true });
  let said = "";
  let complained = "";
  child.stdout.setEncoding("utf8").on("data", (text) => { said += text; });
  child.stderr.setEncoding("utf8").on("data", (text) => { complained += text; });
  child.stdin.on("error", () => undefined).end(input.map((line) => `${line}\n`).join(""));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", (code, cause) => resolve(code ?? cause)));
  signal?.removeEventListener("abort", end);
  signal?.throwIfAborted();
  if (code !== 0) throw new Failure(`bench ${argv[0] === "--site" ? argv[2] : argv[0]} ended with ${code}:\n${`${said}\n${complained}`.trim().split("\n").slice(-8).join("\n")}`);
  return said;
}

/** As the agent does it, see apps/agent/src/process/be-nice.ts. */
function beNice(pid, nice) {
  try {
    setPriority(pid, nice);
    writeFileSync(`/proc/${pid}/autogroup`, String(nice));
  } catch {
    // Over already, or a kernel without autogroups.
  }
}

/** The agent's helper, told MariaDB's administrator. `call(op, args)` answers its result; `end()`. */
export function startHelper(bench) {
  const child = python(bench, [HELPER], ["pipe", "pipe", "ignore"]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.on("error", () => undefined);
  let id = 0;
  const call = async (op, args = {}) => {
    id += 1;
    child.stdin.write(`${JSON.stringify({ id, op, args })}\n`);
    const { value } = await lines.next();
    const answer = value === undefined ? null : JSON.parse(value);
    if (answer?.ok !== true) throw new Failure(`The helper's ${op} failed: ${answer?.error?.message ?? "it ended"}`);
    return answer.result;
  };
  const ready = call("init", { databaseAdmin: bench.admin });
  return {
    call: async (op, args) => {
      await ready;
      return call(op, args);
    },
    end: () => child.stdin.end(),
  };
}

function python(bench, argv, stdio) {
  // SHLVL: a bash below whose input is a socket would read ~/.bashrc, see apps/agent/src/process/spawn.ts.
  const env = { SHLVL: "1", ...Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(PATH|HOME|USER|LANG|TMPDIR|FRAPPE_\w+)$/.test(name))) };
  return spawn(join(bench.path, "env/bin/python"), argv, { cwd: join(bench.path, "sites"), env, stdio, detached: true });
}
