import type { Random } from "../kernel/random.ts";
import { randomOf } from "../kernel/random.ts";
import { putBack } from "../world/people.ts";
import { Visitor } from "../world/visitor.ts";
import type { World } from "../world/world.ts";
import { STRIKE } from "./faults.ts";
import { FAULTS, type FaultName } from "./schedule.ts";

/** Some visitors who want the same name, or have the same address, and what goes wrong meanwhile. */
export interface Crowd {
  readonly seed: number;
  readonly visitors: number;
  readonly wants: "one name" | "one address";
  readonly troubles: readonly { readonly at: number; readonly fault: FaultName }[];
}

/** What can go wrong at any time, without a place at which it does. */
const ANYTIME = FAULTS.filter((fault) => !["partial effect, non-zero exit", "whole effect, non-zero exit", "hang", "abort", "retry", "removal", "answer lost"].includes(fault) && !fault.includes("write"));
const FIRST_MINUTE = 60_000;
const RUSH = 3_000;
const HESITATION = 20_000;
const MOST_TROUBLES = 5;

/** The crowd of a seed. */
export function crowdOf(seed: number): Crowd {
  const random = randomOf(seed);
  const troubles = Array.from({ length: random.below(MOST_TROUBLES) }, () => ({ at: random.below(FIRST_MINUTE), fault: random.pick(ANYTIME) }));
  return { seed, visitors: 2 + random.below(7), wants: random.pick(["one name", "one name", "one address"] as const), troubles };
}

/** Has the crowd do what it wants. Resolves when each of them has stopped asking. @returns what nobody may ever be answered. */
export async function gather(world: World, crowd: Crowd): Promise<string[]> {
  const wrong: string[] = [];
  const random = randomOf(crowd.seed ^ 0x5eed);
  const fate = randomOf(crowd.seed ^ 0xfa7e);
  for (const { at, fault } of crowd.troubles) world.kernel.after(at, () => trouble(world, random, fault));
  const visits = Array.from({ length: crowd.visitors }, (_, count) => {
    const email = crowd.wants === "one name" ? `visitor-${count}@example.com` : "visitor@example.com";
    const name = crowd.wants === "one name" ? "acme" : `acme-${random.below(3)}`;
    return world.web.run(() => visit(world, { visitor: new Visitor(world, email, wrong), name, random, fate, wrong }));
  });
  await Promise.all(visits);
  return wrong;
}

interface Visit {
  readonly visitor: Visitor;
  readonly name: string;
  readonly random: Random;
  /** Decides what nobody asked for. */
  readonly fate: Random;
  readonly wrong: string[];
}

/** One visitor's way: sign up, perhaps for a name that is offered instead, start, perhaps twice at once; then perhaps stop, retry or delete. What was undone may come back meanwhile. */
async function visit(world: World, { visitor, name, random, fate, wrong }: Visit): Promise<void> {
  // Some come all at once, some when the name may be free again.
  await world.kernel.sleep(random.below(random.pick([RUSH, FIRST_MINUTE])));
  const signup = await visitor.signUp(name);
  if (signup instanceof Error) return;
  if (random.below(2) === 0) await world.kernel.sleep(random.below(HESITATION));
  const [started] = await Promise.all([visitor.start(signup.signupId), random.below(2) === 0 ? visitor.start(signup.signupId) : null]);
  if (started instanceof Error) {
    // Its name was held for it.
    if (started.code === "SUBDOMAIN_TAKEN") wrong.push("a name that was held for a signup was given to somebody else");
    return;
  }
  const { runId, tenantId } = started;
  await world.kernel.sleep(random.below(12_000));
  if (random.below(3) === 0) await visitor.abort(runId);
  await untilOver(world, runId);
  const isUndone = world.server.find("run", runId)?.committed?.["state"] === "rolled_back";
  const comesBack = isUndone && fate.below(3) === 0;
  if (comesBack) {
    await putBack(world, { id: runId });
    // The reconciler may see it before the retry, or not.
    await world.kernel.sleep(fate.below(FIRST_MINUTE));
  }
  if (isUndone && random.below(2) === 0) {
    await world.kernel.sleep(random.below(HESITATION));
    await Promise.all([visitor.retry(runId), random.below(3) === 0 ? visitor.retry(runId) : null]);
    await untilOver(world, runId);
  }
  while (comesBack && [...world.cameBack].some((name) => world.mariadb.databases.has(name))) await world.kernel.sleep(1_000);
  if (random.below(3) > 0) return;
  const { subdomain } = world.server.find("tenant", tenantId)?.committed ?? {};
  await visitor.remove(tenantId, String(subdomain));
  await world.kernel.sleep(random.below(70_000));
  if (random.below(2) === 0) await visitor.keep(tenantId);
}

async function untilOver(world: World, runId: string): Promise<void> {
  const isOver = (): boolean => ["succeeded", "rolled_back", "needs_attention"].includes(String(world.server.find("run", runId)?.committed?.["state"]));
  while (!isOver()) await world.kernel.sleep(1_000);
}

function trouble(world: World, random: Random, fault: FaultName): void {
  const workers = [...world.workerHost.running.keys()];
  const [run] = world.server.rows("run");
  if (workers.length === 0) return;
  if (fault === "command killed") {
    const [command] = [...world.machine.named("bench"), ...world.machine.named("helper")];
    return command?.kill();
  }
  void STRIKE[fault]({ world, worker: random.pick(workers), run: { id: String(run?.["id"]), tenantId: String(run?.["tenantId"]) }, strike: null, asksSites: false });
}
