import { PythonError } from "../bench/frappe-error.ts";
import { here, type SimProcess } from "../kernel/process.ts";
import * as people from "../world/people.ts";
import type { Strike } from "../world/strikes.ts";
import type { World } from "../world/world.ts";
import type { FaultName } from "./schedule.ts";

const HOUR = 3_600_000;
const PAST_THE_LEASE = 25_000;
const RESTART = 2_000;
const MARIADB_AWAY = 5_000;
const DISK_FULL = 60_000;
/** When a request is on its way, and its sender can die. */
const SENT = 3;

/** What a fault is done to. */
export interface Victim {
  readonly world: World;
  readonly run: { readonly id: string; readonly tenantId: string };
  /** The worker that has the run. */
  readonly worker: SimProcess;
  /** Where the bench is, when the fault strikes there. */
  readonly strike: Strike | null;
  readonly asksSites: boolean;
}

const unknownError = (): PythonError => new PythonError("builtins.Exception", "something that no rule knows");

/** Makes one thing go wrong, now or at the next occasion. May throw, or never return, in the name of a bench command. */
export const STRIKE: Readonly<Record<FaultName, (victim: Victim) => void | Promise<void>>> = {
  "worker killed": ({ worker }) => worker.kill(),
  "worker frozen past its lease": ({ world, worker }) => {
    worker.freeze();
    world.kernel.after(PAST_THE_LEASE, () => worker.thaw());
  },
  "agent killed": ({ world }) => world.agentHost.kill(),
  "worker and agent killed": ({ world, worker }) => {
    world.agentHost.kill();
    worker.kill();
  },
  "command killed": ({ strike }) => strike?.process.kill(),
  "runner killed": ({ world }) => { for (const runner of world.machine.named("runner")) runner.kill(); },
  "request lost": ({ world, asksSites }) => (asksSites ? world.network.failNextToSite("request lost") : world.network.failNext("start", "request lost")),
  "answer lost": ({ world, asksSites, strike }) => {
    if (asksSites) world.network.failNextToSite("answer lost");
    else if (here()?.process.name.startsWith("worker") === true && strike === null) world.network.failNext(isSending(world) ? "answer" : "start", "answer lost");
  },
  "request delivered twice": ({ world }) => world.network.failNext("start", "delivered twice"),
  "request delivered after take-over": ({ world, worker }) => {
    world.network.failNext("start", "delivered late");
    world.kernel.after(SENT, () => worker.kill());
  },
  "stream cut": ({ world }) => world.network.failNext("watch", "answer lost"),
  "database restarted": ({ world }) => world.server.restart(RESTART),
  "database restarted, commit's answer lost": ({ world, worker }) => world.server.failNextCommit(worker, "answer lost after it"),
  "database restarted, commit lost": ({ world, worker }) => world.server.failNextCommit(worker, "connection lost before it"),
  "write conflict": ({ world, worker }) => world.server.failNextCommit(worker, "write conflict"),
  "MariaDB restarted": ({ world }) => {
    world.mariadb.isUp = false;
    world.kernel.after(MARIADB_AWAY, () => { world.mariadb.isUp = true; });
  },
  "disk full": ({ world }) => {
    world.disk.isFull = true;
    world.kernel.after(DISK_FULL, () => { world.disk.isFull = false; });
  },
  "worker's clock an hour ahead": ({ worker }) => { worker.skew = HOUR; },
  "worker's clock an hour behind": ({ worker }) => { worker.skew = -HOUR; },
  "agent's clock an hour ahead": ({ world }) => skewAgent(world, HOUR),
  "agent's clock an hour behind": ({ world }) => skewAgent(world, -HOUR),
  "database's clock an hour ahead": ({ world }) => { world.server.skew = HOUR; },
  "database's clock an hour behind": ({ world }) => { world.server.skew = -HOUR; },
  "partial effect, non-zero exit": () => { throw unknownError(); },
  "whole effect, non-zero exit": ({ world, strike }) => {
    // At the end of the command whose middle this is.
    let isDone = false;
    world.strikes.on((later) => {
      if (isDone || strike === null || later.process !== strike.process || later.where !== "after the effect") return;
      isDone = true;
      throw unknownError();
    });
  },
  hang: () => new Promise<never>(() => undefined),
  "runner killed at its 1st write": ({ world }) => dieAtWrite(world, "runner", 1),
  "runner killed at its 2nd write": ({ world }) => dieAtWrite(world, "runner", 2),
  "runner killed at its 3rd write": ({ world }) => dieAtWrite(world, "runner", 3),
  "runner killed at its 4th write": ({ world }) => dieAtWrite(world, "runner", 4),
  "runner killed at its 5th write": ({ world }) => dieAtWrite(world, "runner", 5),
  "runner killed at its 6th write": ({ world }) => dieAtWrite(world, "runner", 6),
  "runner killed at its 7th write": ({ world }) => dieAtWrite(world, "runner", 7),
  "runner killed at its 8th write": ({ world }) => dieAtWrite(world, "runner", 8),
  "runner killed at its 9th write": ({ world }) => dieAtWrite(world, "runner", 9),
  "runner killed at its 10th write": ({ world }) => dieAtWrite(world, "runner", 10),
  "runner killed at its 11th write": ({ world }) => dieAtWrite(world, "runner", 11),
  "runner killed at its 12th write": ({ world }) => dieAtWrite(world, "runner", 12),
  "runner killed at its 13th write": ({ world }) => dieAtWrite(world, "runner", 13),
  "runner killed at its 14th write": ({ world }) => dieAtWrite(world, "runner", 14),
  "agent killed at its 1st write": ({ world }) => dieAtWrite(world, "agent", 1),
  "agent killed at its 2nd write": ({ world }) => dieAtWrite(world, "agent", 2),
  "agent killed at its 3rd write": ({ world }) => dieAtWrite(world, "agent", 3),
  abort: ({ world, run }) => void people.abort(world, run.id),
  retry: ({ world, run }) => void people.retry(world, run.id),
  removal: ({ world, run }) => void people.remove(world, run.tenantId),
  "mail server down": ({ world }) => void world.mail.faults.push("server down", "server down"),
  "mail server's answer lost": ({ world }) => void world.mail.faults.push("answer lost"),
};

/** The next process of this name dies right before it changes the disk for the `count`th time from now. */
function dieAtWrite(world: World, name: "runner" | "agent", count: number): void {
  let left = count;
  world.disk.beforeWrite = () => {
    const writer = here()?.process;
    if (writer?.name !== name) return;
    left -= 1;
    if (left > 0) return;
    world.disk.beforeWrite = null;
    writer.kill();
  };
}

function skewAgent(world: World, skew: number): void {
  const { running } = world.agentHost;
  if (running !== null) running.process.skew = skew;
}

/** Whether the agent has accepted a command whose sender waits for the answer. */
function isSending(world: World): boolean {
  return world.network.isAnswering;
}
