import type { RunKind } from "@nexus/domain/states/run";
import type { World } from "../world/world.ts";
import { beginRun, STARTS_FROM } from "./begin-run.ts";
import { endsOf } from "./oracle.ts";

type Start = Exclude<(typeof STARTS_FROM)[RunKind], null>;

/** Workspaces that are kept from one kill to the next, so that few have to be built for the sake of another kind of run. */
export interface Workspaces {
  /** @returns for each kind the name of a workspace in the state from which its run starts: a kept one, brought there by runs that nobody disturbs, or a new one. */
  readonly take: (kinds: readonly RunKind[]) => Promise<string[]>;
  /** Keeps one. */
  readonly giveBack: (subdomain: string) => void;
}

/** Kept ones in these states can be brought to a start; the first that there is is taken. */
const FROM: Readonly<Record<Start, readonly Start[]>> = {
  active: ["active", "suspended"], suspended: ["suspended", "active"], deleted: ["deleted", "suspended", "active"],
};
const BY: Readonly<Record<Start, RunKind>> = { active: "resume", suspended: "suspend", deleted: "deprovision" };
const PREPARED_MS = 180_000;

export function workspacesOf(world: World): Workspaces {
  const kept = new Set<string>();
  let names = 0;
  return {
    take: async (kinds) => {
      const states = new Map((await world.prisma.tenant.findMany({ where: { subdomain: { in: [...kept] } } })).map(({ subdomain, state }) => [subdomain, state]));
      const chosen = kinds.map((kind) => {
        const wanted = STARTS_FROM[kind];
        const found = wanted === null ? undefined : FROM[wanted].flatMap((from) => [...kept].filter((name) => states.get(name) === from))[0];
        if (found !== undefined) kept.delete(found);
        return { subdomain: found ?? `kill-${(names += 1)}`, state: found === undefined ? null : states.get(found), wanted };
      });
      await Promise.all(chosen.map(({ subdomain, state, wanted }) => bring(world, subdomain, state, wanted)));
      return chosen.map(({ subdomain }) => subdomain);
    },
    giveBack: (subdomain) => void kept.add(subdomain),
  };
}

async function bring(world: World, subdomain: string, state: string | null | undefined, wanted: Start | null): Promise<void> {
  if (wanted === null || state === wanted) return;
  if (state === null) await undisturbed(world, "provision", subdomain);
  if (state !== null || wanted !== "active") await undisturbed(world, BY[wanted], subdomain);
}

async function undisturbed(world: World, kind: RunKind, subdomain: string): Promise<void> {
  await beginRun(world, kind, subdomain);
  const end = (await endsOf(world, [{ subdomain, kind }], PREPARED_MS)).get(subdomain);
  if (end?.state !== "succeeded") throw new Error(`${subdomain} was to be prepared by ${kind}, which is ${String(end?.state)} (${String(end?.errorCode)}).`);
}
