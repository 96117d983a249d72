import { isDeepStrictEqual } from "node:util";
import type { Inventory } from "@nexus/agent-contract/view";
import type { Run } from "@nexus/db/client";
import { databaseName } from "@nexus/domain/names/site";
import { findAuditGaps } from "@nexus/provisioning/audit/find-gaps";
import { eventually } from "@nexus/testing/eventually";
import type { MailServer } from "../world/mail-server.ts";
import { SITES_DOMAIN, type World } from "../world/world.ts";

/** How a build ended, by its rows; `null` while it, its mail or a run that follows from it is under way. */
export type End = "succeeded" | "rolled_back" | "needs_attention";

/** Waits until everything that the builds of these workspaces cause is over. @returns how each build ended. */
export async function endsOf(world: World, subdomains: readonly string[], timeoutMs: number): Promise<ReadonlyMap<string, End>> {
  const tenants = await eventually(async () => {
    const found = await world.prisma.tenant.findMany({ where: { subdomain: { in: [...subdomains] } }, include: { runs: true } });
    const open = found.flatMap(({ runs }) => runs).filter(({ finishedAt }) => finishedAt === null);
    if (found.length < subdomains.length || open.length > 0) throw new Error(`Runs are not over: ${open.map(describe).join(", ")}`);
    return found;
  }, { timeoutMs, intervalMs: 200 });
  return new Map(tenants.map(({ subdomain, runs }) => [subdomain, buildOf(runs).state as End]));
}

const describe = ({ kind, reference, state }: Run): string => `${kind} ${reference} is ${state}`;

function buildOf(runs: readonly Run[]): Run {
  const build = runs.find(({ kind }) => kind === "provision");
  if (build === undefined) throw new Error("A workspace has no build.");
  return build;
}

export interface Judge {
  /** What is wrong with one workspace, in sentences; none when all is as it should be. */
  readonly workspace: (subdomain: string) => Promise<string[]>;
  /** What is on the bench and should not be, or is not and should be. */
  readonly bench: () => Promise<string[]>;
}

export interface JudgeParts {
  readonly world: World;
  readonly mail: MailServer;
  readonly foreign: () => string;
}

/** Remembers how the bench is now, and judges later what was done to it. */
export function judgeOf({ world, mail, foreign }: JudgeParts): Judge {
  const before = { inventory: world.inventory(), foreign: foreign() };
  return {
    workspace: (subdomain) => judgeWorkspace(world, mail, subdomain),
    bench: async () => [
      ...await compare(before.inventory, world),
      ...(foreign() === before.foreign ? [] : ["the site of somebody else was changed"]),
    ],
  };
}

async function judgeWorkspace(world: World, mail: MailServer, subdomain: string): Promise<string[]> {
  const tenant = await world.prisma.tenant.findFirstOrThrow({ where: { subdomain }, include: { runs: true } });
  const { state } = buildOf(tenant.runs);
  const wanted = { succeeded: "active", rolled_back: "released" }[state];
  const problems = wanted === undefined ? [`its build ended as ${state}`] : tenant.state === wanted ? [] : [`its build is ${state}, and it is ${tenant.state}`];
  const others = tenant.runs.filter((run) => run.kind !== "provision").map(({ kind, state }) => `${kind} ${state}`);
  if (!isDeepStrictEqual(others, state === "succeeded" ? ["register succeeded"] : [])) problems.push(`beside the build there are: ${others.join(", ") || "no runs"}`);
  problems.push(...await findAuditGaps(world.prisma, tenant.id));
  const address = `owner@${subdomain}.example.com`;
  const ids = await eventually(() => {
    const count = mail.idsByAddress()[address] ?? 0;
    if (count === 0) throw new Error("no mail has come");
    return count;
  }, { timeoutMs: 60_000, intervalMs: 100 }).catch(() => 0);
  if (ids !== 1) problems.push(`its owner was sent ${ids} different mails`);
  return problems;
}

interface LiveSite {
  readonly site: string;
  readonly dbName: string;
}

async function liveSites(world: World): Promise<LiveSite[]> {
  const active = await world.prisma.tenant.findMany({ where: { state: "active" }, include: { runs: { where: { kind: "provision" } } } });
  return active.map(({ subdomain, runs }) => ({ site: `${subdomain}.${SITES_DOMAIN}`, dbName: databaseName(buildOf(runs).id, buildOf(runs).attempt) }));
}

async function compare(before: Inventory, world: World): Promise<string[]> {
  const live = await liveSites(world);
  const found = world.inventory();
  // What a site that is in use keeps in the cache, and when, is its own affair.
  const isInUse = (key: { dbName: string }): boolean => live.some(({ dbName }) => dbName === key.dbName);
  return differences(withSites(before, live), { ...found, redisKeys: found.redisKeys?.filter((key) => !isInUse(key)) ?? null });
}

/** What was there before, and what a site that is in use has: a folder, a database, a user with its grant. */
function withSites(before: Inventory, sites: readonly LiveSite[]): Inventory {
  const users = sites.map(({ dbName }) => ({ user: `${dbName}@localhost`, grants: [dbName] }));
  return {
    ...before,
    sites: [...before.sites, ...sites.map((site) => ({ ...site, maintenance: false }))],
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
