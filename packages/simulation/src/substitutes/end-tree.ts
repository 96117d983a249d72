import { world } from "../world/current.ts";

/** In place of the agent's `process/end-tree.ts`: ends the marked processes of the simulated machine. */
export const MARK = "NEXUS_COMMAND";

export interface Tree {
  readonly mark: string | null;
  readonly group: number | null;
}

/** Time that a process takes to go, in milliseconds. */
const LEAVING = 20;

export async function endTree({ mark, group }: Tree): Promise<boolean> {
  const { machine, kernel } = world();
  const leader = group === null ? undefined : machine.find(group);
  const marked = mark === null ? [] : machine.marked(mark);
  await kernel.sleep(LEAVING);
  for (const process of [...marked, ...(leader === undefined ? [] : [leader])]) process.kill();
  return true;
}

export function markedProcesses(mark: string | null): number[] {
  return mark === null ? [] : world().machine.marked(mark).map(({ pid }) => pid);
}
