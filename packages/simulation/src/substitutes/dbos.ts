import { here, type SimProcess } from "../kernel/process.ts";
import { world } from "../world/current.ts";

/** In place of `@dbos-inc/dbos-sdk`: what the worker uses of it, over the model's durable execution. */

type Workflow = (...args: never[]) => Promise<void>;

export interface QueueLimits {
  /** Workflows of one partition at once, over all workers. */
  readonly partitionConcurrency?: number;
  /** Workflows of one worker at once. */
  readonly workerConcurrency?: number;
}

/** What one process told DBOS before it launched. */
export interface DbosProcess {
  executorId: string;
  readonly workflows: Map<string, Workflow>;
  readonly queues: Map<string, QueueLimits>;
  takesWork: boolean;
}

const processes = new WeakMap<SimProcess, DbosProcess>();

function own(): DbosProcess {
  const process = here()?.process;
  if (process === undefined) throw new TypeError("DBOS is only there in a simulated process.");
  const known = processes.get(process) ?? { executorId: "", workflows: new Map(), queues: new Map(), takesWork: false };
  processes.set(process, known);
  return known;
}

export const DBOS = {
  setConfig: ({ executorID }: { executorID: string }): void => { own().executorId = executorID; },

  registerWorkflow: (workflow: Workflow, { name }: { name: string }): Workflow => {
    own().workflows.set(name, workflow);
    return workflow;
  },

  launch: async (): Promise<void> => {
    const { process } = here() ?? {};
    own().takesWork = true;
    if (process !== undefined) world().durable.join(process, own());
  },

  registerQueue: async (name: string, limits: QueueLimits): Promise<void> => {
    own().queues.set(name, limits);
    world().durable.wake();
  },

  shutdown: async (): Promise<void> => { own().takesWork = false; },

  runStep: <T>(work: () => Promise<T>, { name }: { name: string }): Promise<T> => world().durable.step(name, work),

  sleep: async (milliseconds: number): Promise<void> => {
    const { durable, kernel } = world();
    const until = await durable.step("sleep", async () => kernel.now + milliseconds);
    await kernel.sleep(until - kernel.now);
  },
};
