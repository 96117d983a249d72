import { classifyCommand, failure } from "@nexus/agent/failures/classify";
import { CommandFailed } from "@nexus/agent/failures/command-failed";
import type { BenchRun } from "@nexus/agent/runner/run-bench";
import { stopReason } from "@nexus/agent/runner/tools";
import { benchCommand, cutOff, lastWords } from "../bench/commands.ts";
import { here, type SimProcess } from "../kernel/process.ts";
import { world } from "../world/current.ts";

/** In place of the agent's `runner/run-bench.ts`: a command of the model bench, as a process that can be killed. */
export type { BenchRun };

interface End {
  readonly exitCode: number;
  readonly output: string;
}

const LEAVING = 50;

export async function runBench(run: BenchRun, args: readonly string[]): Promise<string> {
  const { machine, kernel } = world();
  const process = machine.start(`bench ${args.join(" ")}`, { mark: run.mark });
  const { promise: ended, resolve } = Promise.withResolvers<End>();
  process.onDeath(() => resolve({ exitCode: 137, output: "" }));
  void process.run(() => perform(run, args)).then(resolve);
  const stopped = new Promise<void>((stop) => {
    if (run.stop.aborted) stop();
    else run.stop.addEventListener("abort", () => stop(), { once: true });
  });
  await Promise.race([ended, stopped]);
  if (run.stop.aborted) {
    await kernel.sleep(LEAVING);
    process.kill();
    throw new CommandFailed(failure(stopReason(run.stop)), 143);
  }
  const { exitCode, output } = await ended;
  process.kill();
  if (exitCode !== 0) throw new CommandFailed(classifyCommand({ exitCode, output }, run.scrub), exitCode);
  return output;
}

async function perform(run: BenchRun, args: readonly string[]): Promise<End> {
  const { bench, kernel, strikes } = world();
  const process = here()?.process as SimProcess;
  try {
    const command = benchCommand(bench, args);
    const name = String(args[0] === "--site" ? args[2] : args[0]);
    await strikes.reach({ command: name, site: command.site, where: "before the effect", process });
    await kernel.sleep(command.half);
    command.begin();
    run.say(`Updating DocTypes for frappe        : [====      ] 50%`);
    await strikes.reach({ command: name, site: command.site, where: "in the middle", process });
    await kernel.sleep(command.half);
    if (!bench.mariadb.isUp) throw cutOff(bench);
    command.finish();
    await strikes.reach({ command: name, site: command.site, where: "after the effect", process });
    return { exitCode: 0, output: "" };
  } catch (error) {
    return { exitCode: 1, output: lastWords(error) };
  }
}
