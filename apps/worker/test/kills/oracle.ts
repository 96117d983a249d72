import { readdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { Inventory } from "@nexus/agent-contract/view";
import type { Run } from "@nexus/db/client";
import { databaseName } from "@nexus/domain/names/site";
import { findAuditGaps } from "@nexus/provisioning/audit/find-gaps";
import { benchAt } from "@nexus/sandbox-bench/bench/paths";
import { eventually } from "@nexus/testing/eventually";
import type { MailServer } from "../world/mail-server.ts";
import { SITES_DOMAIN, type World } from "../world/world.ts";

/** All that lies on a bench, the cache keys included. */
export interface Things extends Inventory {
  readonly cacheKeys: readonly string[];
}

/** How a build ended, by its rows; `null` while it, its mail or a run that follows from it is under way. */
export type End = "succeeded" | "rolled_back" | "needs_attention";

export function thingsOn(world: World): Things {
  const { redis } = benchAt(world.bench);
  return { ...world.inventory(), cacheKeys: readdirSync(redis, { recursive: true }).map(String).sort() };
}

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
  const before = { things: thingsOn(world), foreign: foreign() };
  return {
    workspace: (subdomain) => judgeWorkspace(world, mail, subdomain),
    bench: async () => [
      ...differences(withSites(before.things, await liveSites(world)), thingsOn(world)),
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

/** What was there before, and what a site that is in use has: a folder, a database, a user with its grant. */
function withSites(before: Things, sites: readonly LiveSite[]): Things {
  const users = sites.map(({ dbName }) => ({ user: `${dbName}@localhost`, grants: [dbName] }));
  return {
    ...before,
    sites: [...before.sites, ...sites],
    databases: [...before.databases, ...sites.map(({ dbName }) => dbName)],
    databaseUsers: [...before.databaseUsers, ...users],
  };
}

function differences(wanted: Things, found: Things): string[] {
  return (Object.keys(wanted) as (keyof Things)[]).flatMap((kind) => {
    const [should, are] = [wanted, found].map((things) => things[kind].map((thing) => JSON.stringify(thing)));
    const missing = (should ?? []).filter((thing) => are?.includes(thing) !== true).map((thing) => `${kind}: ${thing} is missing`);
    const left = (are ?? []).filter((thing) => should?.includes(thing) !== true).map((thing) => `${kind}: ${thing} was left behind`);
    return [...missing, ...left];
  });
}
