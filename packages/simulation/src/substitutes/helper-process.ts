import { classifyException, failure } from "@nexus/agent/failures/classify";
import type { CallOptions, Helper, HelperOptions } from "@nexus/agent/helper/process";
import { BenchFailed } from "@nexus/agent-contract/errors";
import type { HelperOp } from "@nexus/agent-contract/helper-protocol";
import { connectionBroke, PythonError } from "../bench/frappe-error.ts";
import { OPERATIONS } from "../bench/operations.ts";
import { gate, here, type SimProcess } from "../kernel/process.ts";
import { world } from "../world/current.ts";

/** In place of the agent's `helper/process.ts`: a helper that works on the model bench. */
export type { CallOptions, Helper, HelperOptions };

/** Time that an operation takes before and after its effect, in milliseconds. */
const HALF = 100;
const MARK = "NEXUS_COMMAND";

export function startHelper(options: HelperOptions): Helper {
  const process = world().machine.start("helper", { mark: options.environment?.[MARK] ?? null });
  let isBusy = false;
  let isOrphan = false;
  // Its input ends with its parent: it ends what it does, and then itself.
  here()?.process.onDeath(() => {
    isOrphan = true;
    if (!isBusy) process.kill();
  });
  const call = async (op: HelperOp, args: Record<string, unknown>, { timeoutMs, signal }: CallOptions): Promise<Record<string, unknown>> => {
    const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
    const giveUp = (code: "HELPER_FAILED" | "CANCELLED" | "TIMED_OUT") => (): void => reject(new BenchFailed(failure(code)));
    const stop = (code: "CANCELLED" | "TIMED_OUT"): void => {
      giveUp(code)();
      process.kill();
    };
    const { kernel } = world();
    const timeout = kernel.after(timeoutMs, () => stop("TIMED_OUT"));
    signal.addEventListener("abort", () => stop("CANCELLED"), { once: true });
    process.onDeath(giveUp("HELPER_FAILED"));
    isBusy = true;
    void process.run(() => perform(op, args)).then(resolve, (error: unknown) => reject(asFailure(error, options)));
    try {
      return await promise;
    } finally {
      timeout.cancelled = true;
      isBusy = false;
      if (isOrphan) process.kill();
      await gate();
    }
  };
  return { identity: { pid: process.pid, startedAt: process.startedAt }, isUsable: () => process.state === "alive", call, end: async () => process.kill() };
}

async function perform(op: HelperOp, args: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { bench, kernel, strikes } = world();
  const operation = OPERATIONS[op];
  if (operation === undefined) throw new TypeError(`The model bench does not know ${op}.`);
  await kernel.sleep(HALF);
  const process = here()?.process as SimProcess;
  const named = { command: op, site: String(args["site"] ?? ""), ...(args["dbName"] === undefined ? {} : { dbName: String(args["dbName"]) }) };
  await strikes.reach({ ...named, where: "before the effect", process });
  const result = operation(bench, args);
  await strikes.reach({ ...named, where: "after the effect", process });
  await kernel.sleep(HALF);
  if (!bench.mariadb.isUp) throw connectionBroke();
  return { ...result };
}

function asFailure(error: unknown, { scrub }: HelperOptions): unknown {
  if (error instanceof PythonError) return new BenchFailed(classifyException({ exception: error.exception, message: error.message }, scrub));
  world().kernel.fail(error);
  return error;
}
