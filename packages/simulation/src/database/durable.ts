import { gate, here, type SimProcess, type WorkflowPlace } from "../kernel/process.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { DbosProcess } from "../substitutes/dbos.ts";
import type { Moments } from "../world/moments.ts";
import type { Row } from "./schema.ts";
import type { DatabaseServer } from "./server.ts";
import type { Slot } from "./transaction.ts";

/** Between two looks at the queues, in milliseconds. */
const POLL = 100;
/** Between two tries of DBOS to reach its database. */
const RETRY = 500;

export interface DurableParts {
  readonly kernel: Kernel;
  readonly server: DatabaseServer;
  readonly moments: Moments;
}

/**
 * A model of DBOS: queues of workflows in the database, taken by one worker each, and the answers of their
 * steps. As the real one it does not know leases, but each dispatch of a workflow has an owner's mark of its
 * own (`owner_xid`): an execution whose mark was taken away records no answer and no end any more, and waits
 * for what its successor comes to.
 */
export class Durable {
  readonly #parts: DurableParts;
  readonly #workers: { process: SimProcess; dbos: DbosProcess }[] = [];
  #isAwake = false;
  #dispatches = 0;
  /** Every answer that was recorded, for searching. */
  readonly answers: unknown[] = [];

  constructor(parts: DurableParts) {
    this.#parts = parts;
    parts.server.onCommit((changed) => {
      if ([...changed].some(({ table }) => table === "workflow")) this.wake();
    });
  }

  join(process: SimProcess, dbos: DbosProcess): void {
    this.#workers.push({ process, dbos });
    this.wake();
  }

  /** Has the queues looked at soon. */
  wake(): void {
    if (this.#isAwake) return;
    this.#isAwake = true;
    const look = (): void => {
      this.#isAwake = false;
      if (this.#parts.server.isUp) this.#dispatch();
      else this.wake();
    };
    // Not in the name of the process that happens to be running.
    this.#parts.kernel.after(POLL, look);
  }

  /** Does a step of the running workflow, or answers as it was answered before. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const place = here();
    const workflow = place?.workflow;
    if (place === undefined || workflow === null || workflow === undefined) throw new TypeError("Steps belong to workflows.");
    const position = workflow.position;
    workflow.position += 1;
    const key = { workflow: workflow.id, position };
    const known = await this.#patiently(() => this.#recorded(key));
    if (known !== undefined) {
      if (known["name"] !== name) this.#parts.kernel.fail(new Error(`Step ${position} of ${workflow.id} was “${String(known["name"])}”, and is “${name}” in the replay.`));
      return structuredClone(known["answer"]) as T;
    }
    await this.#parts.moments.reach({ workflow: workflow.id, step: name, when: "before" });
    const answer = await work();
    await this.#parts.moments.reach({ workflow: workflow.id, step: name, when: "done" });
    await this.#asOwner(workflow, () => this.#record({ ...key, name, answer: structuredClone(answer) }));
    this.answers.push(answer);
    await this.#parts.moments.reach({ workflow: workflow.id, step: name, when: "recorded" });
    return answer;
  }

  #recorded({ workflow, position }: { workflow: string; position: number }): Row | undefined {
    return this.#parts.server.find("workflowOutput", `${workflow} ${position}`)?.committed ?? undefined;
  }

  #record(output: { workflow: string; position: number; name: string; answer: unknown }): void {
    if (this.#recorded(output) !== undefined) this.#parts.kernel.fail(new Error(`Step ${output.position} of ${output.workflow} was answered twice by its owner.`));
    this.#parts.server.put("workflowOutput", { ...output });
  }

  /** Changes what the owner of a workflow may change, under a lock on its row; never ends for anybody else. */
  async #asOwner({ id, owner }: WorkflowPlace, change: (slot: Slot) => void): Promise<void> {
    const tried = (): "done" | "locked" | "not the owner" => {
      const slot = this.#parts.server.find("workflow", id);
      if (slot === undefined || slot.pending !== null || slot.locks.size > 0) return "locked";
      if (slot.committed?.["ownerXid"] !== owner) return "not the owner";
      change(slot);
      return "done";
    };
    for (;;) {
      const outcome = await this.#patiently(tried);
      if (outcome === "done") return;
      if (outcome === "not the owner") await new Promise<never>(() => undefined);
      await this.#parts.kernel.sleep(RETRY);
    }
  }

  /** DBOS waits for its database for as long as it takes. */
  async #patiently<T>(work: () => T): Promise<T> {
    for (;;) {
      await gate();
      if (this.#parts.server.isUp) return work();
      await this.#parts.kernel.sleep(RETRY);
    }
  }

  #dispatch(): void {
    const { server } = this.#parts;
    const waiting = server.rows("workflow").filter(({ status }) => status === "ENQUEUED").sort((a, b) => Number(a["priority"]) - Number(b["priority"]));
    for (const workflow of waiting) {
      const worker = this.#workerFor(workflow);
      if (worker !== undefined) this.#begin(workflow, worker);
    }
  }

  #workerFor(workflow: Row): { process: SimProcess; dbos: DbosProcess } | undefined {
    const running = this.#parts.server.rows("workflow").filter((row) => row["status"] === "PENDING" && row["queue"] === workflow["queue"]);
    if (workflow["partition"] !== null && running.some((row) => row["partition"] === workflow["partition"])) return undefined;
    const able = this.#workers.filter(({ process, dbos }) => {
      const limits = dbos.queues.get(String(workflow["queue"]));
      const own = running.filter((row) => row["executorId"] === dbos.executorId).length;
      return process.state === "alive" && dbos.takesWork && limits !== undefined && own < (limits.workerConcurrency ?? Infinity);
    });
    return able.length < 2 ? able[0] : this.#parts.kernel.random.pick(able);
  }

  #begin(row: Row, { process, dbos }: { process: SimProcess; dbos: DbosProcess }): void {
    const id = String(row["id"]);
    const work = dbos.workflows.get(String(row["name"]));
    const owner = `dispatch-${this.#dispatches += 1}`;
    if (work === undefined || !this.#claim(id, { status: "PENDING", executorId: dbos.executorId, ownerXid: owner })) return;
    const place = { id, owner, position: 0 };
    const execute = async (): Promise<void> => {
      await this.#parts.moments.reach({ workflow: id, step: "workflow", when: "before" });
      await gate();
      const status = await work(...(row["args"] as never[])).then(() => "SUCCESS", async (error: unknown) => {
        // A dead process records nothing.
        await gate();
        this.#parts.kernel.fail(new Error(`Workflow ${id} threw.`, { cause: error }));
        return "ERROR";
      });
      await this.#asOwner(place, (slot) => this.#change(slot, { status, ownerXid: null }));
      this.wake();
    };
    void process.run(execute, place);
  }

  /** `false` while a transaction has the row. */
  #claim(id: string, change: Row): boolean {
    const slot = this.#parts.server.find("workflow", id);
    if (slot === undefined || slot.pending !== null || slot.locks.size > 0) return false;
    return this.#change(slot, change);
  }

  #change(slot: Slot, change: Row): boolean {
    if (slot.committed === null) return false;
    slot.committed = { ...slot.committed, ...change, updatedAt: this.#parts.server.now() };
    return true;
  }
}
