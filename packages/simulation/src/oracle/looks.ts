import type { World } from "../world/world.ts";

/**
 * Watches that the reconciler tells of nothing that two of its looks in a row have not seen.
 *
 * @returns what was found so far.
 */
export function watchLooks(world: World): string[] {
  const found: string[] = [];
  /** Look of which a drift was last seen, by its id. */
  const seen = new Map(world.server.rows("drift").map(({ id, look }) => [id, Number(look)]));
  const told = new Set(world.server.rows("drift").filter(({ state }) => state !== "suspected").map(({ id }) => id));
  let finished = lastLook(world);
  world.server.onCommit((changed) => {
    for (const { table, committed } of changed) {
      if (table !== "drift" || committed === null) continue;
      const { id, kind, subject, state, look } = committed;
      if (state === "open" && !told.has(id) && seen.get(id) !== finished) found.push(`the reconciler told of ${String(kind)} ${String(subject)}, which two looks in a row had not seen`);
      if (state === "open") told.add(id);
      seen.set(id, Number(look));
    }
    finished = lastLook(world);
  });
  return found;
}

/** Number of the last look that was finished. */
function lastLook(world: World): number {
  return Number(world.server.rows("benchLook")[0]?.["finishedNumber"] ?? 0);
}
