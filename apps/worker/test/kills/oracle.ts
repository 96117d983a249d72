import type { Inventory } from "@nexus/agent-contract/view";
import type { Run } from "@nexus/db/client";
import { databaseName } from "@nexus/domain/names/site";
import type { RunKind } from "@nexus/domain/states/run";
import { LIVE_STATES } from "@nexus/domain/states/tenant";
import { eventually } from "@nexus/testing/eventually";
import type { MailServer } from "../world/mail-server.ts";
import type { World } from "../world/world.ts";
import { judgeRows } from "./judge-rows.ts";
import { judgeSite } from "./judge-site.ts";
import { type Secrets, watchSecrets } from "./secrets.ts";

/** How a run ended, by its row. */
export type End = "succeeded" | "rolled_back" | "needs_attention";

/** A workspace, and the kind of its newest run, of which is asked. */
export interface Awaited {
  readonly subdomain: string;
  readonly kind: RunKind;
}

/** Waits until everything that these runs cause is over. @returns the newest run of each kind that was asked for, by the workspace's name. */
export async function endsOf(world: World, awaited: readonly Awaited[], timeoutMs: number): Promise<ReadonlyMap<string, Run & { readonly state: End }>> {
  const wanted = new Map(awaited.map(({ subdomain, kind }) => [subdomain, kind]));
  const tenants = await eventually(async () => {
    const found = await world.prisma.tenant.findMany({ where: { subdomain: { in: [...wanted.keys()] } }, include: { runs: { orderBy: { id: "asc" } } } });
    const open = found.flatMap(({ runs }) => runs).filter(({ finishedAt }) => finishedAt === null);
    if (found.length < wanted.size || open.length > 0) throw new Error(`Runs are not over: ${open.map(describe).join(", ")}`);
    return found;
  }, { timeoutMs, intervalMs: 200 });
  return new Map(tenants.map(({ subdomain, runs }) => [subdomain, newestOf(runs, wanted.get(subdomain) ?? "provision")]));
}

const describe = ({ kind, reference, state }: Run): string => `${kind} ${reference} is ${state}`;

function newestOf(runs: readonly Run[], kind: RunKind): Run & { readonly state: End } {
  const run = runs.findLast((candidate) => candidate.kind === kind);
  if (run === undefined) throw new Error(`A workspace has no ${kind} run.`);
  return { ...run, state: run.state as End };
}

export interface Judge {
  /** What is wrong with one workspace, in sentences; none when all is as it should be. */
  readonly workspace: (subdomain: string) => Promise<string[]>;
  /** What is on the bench and should not be, or is not and should be; and what the reconciler told of without cause. */
  readonly bench: () => Promise<string[]>;
  /** Where a secret lies in the clear. */
  readonly secrets: () => Promise<string[]>;
}

export interface JudgeParts {
  readonly world: World;
  readonly mail: MailServer;
  readonly foreign: () => string;
}

/** Remembers how the bench is now, and judges later what was done to it. */
export function judgeOf({ world, mail, foreign }: JudgeParts): Judge {
  const before = { inventory: world.inventory(), foreign: foreign() };
  const secrets = watchSecrets(world);
  return {
    workspace: (subdomain) => judgeWorkspace({ world, mail, secrets }, subdomain),
    bench: async () => [
      ...await compare(before.inventory, world),
      ...(foreign() === before.foreign ? [] : ["the site of somebody else was changed"]),
      ...(await world.prisma.drift.findMany({ where: { state: { not: "suspected" } } })).map(({ kind, subject }) => `the reconciler told of ${kind} ${subject}`),
    ],
    secrets: secrets.leaked,
  };
}

async function judgeWorkspace({ world, mail, secrets }: { world: World; mail: MailServer; secrets: Secrets }, subdomain: string): Promise<string[]> {
  const tenant = await world.prisma.tenant.findFirstOrThrow({ where: { subdomain }, include: { runs: { orderBy: { id: "asc" } }, owner: true } });
  return [...await judgeRows(world, mail, tenant), ...await secrets.judge(tenant), ...await judgeSite(world, tenant)];
}

interface LiveSite {
  readonly site: string;
  readonly dbName: string;
  readonly maintenance: boolean;
}

async function liveSites(world: World): Promise<LiveSite[]> {
  const live = await world.prisma.tenant.findMany({ where: { state: { in: [...LIVE_STATES] } }, include: { runs: { where: { kind: "provision" } } } });
  return live.map(({ site, state, runs }) => {
    const { id, attempt } = newestOf(runs, "provision");
    return { site, dbName: databaseName(id, attempt), maintenance: state !== "active" };
  });
}

async function compare(before: Inventory, world: World): Promise<string[]> {
  const live = await liveSites(world);
  const found = world.inventory();
  // What a site that is in use keeps in the cache, and when, is its own affair.
  const isInUse = (key: { dbName: string }): boolean => live.some(({ dbName }) => dbName === key.dbName);
  return differences(withSites(before, live), { ...found, redisKeys: found.redisKeys?.filter((key) => !isInUse(key)) ?? null });
}

/** What was there before, and what a site that is in use has: a folder, open or closed as is wanted, a database, a user with its grant. */
function withSites(before: Inventory, sites: readonly LiveSite[]): Inventory {
  const users = sites.map(({ dbName }) => ({ user: `${dbName}@localhost`, grants: [dbName] }));
  return {
    ...before,
    sites: [...before.sites, ...sites],
    databases: [...before.databases, ...sites.map(({ dbName }) => dbName)],
    databaseUsers: [...before.databaseUsers, ...users],
  };
}

function differences(wanted: Inventory, found: Inventory): string[] {
  return (Object.keys(wanted) as (keyof Inventory)[]).flatMap((kind) => {
    const [should = [], are = []] = [wanted, found].map((inventory) => (inventory[kind] ?? ["unknown"]).map((thing) => JSON.stringify(thing)));
    const missing = should.filter((thing) => !are.includes(thing)).map((thing) => `${kind}: ${thing} is missing`);
    const left = are.filter((thing) => !should.includes(thing)).map((thing) => `${kind}: ${thing} was left behind`);
    return [...missing, ...left];
  });
}
