import type { Prisma } from "@nexus/db/client";
import { nameCandidates } from "@nexus/domain/names/suggest";
import { type NameRules, subdomainProblem } from "@nexus/domain/names/subdomain";
import { OCCUPYING_STATES } from "@nexus/domain/states/tenant";
import type { ApiContext } from "../context.ts";

type Asking = Pick<ApiContext, "config" | "now">;

/** Names that are asked about in one query; nobody needs the hundredth ending. */
const CANDIDATES = 100;

export interface Question {
  /** In the order in which they are wanted. */
  readonly names: readonly string[];
  readonly limit: number;
  /** A signup whose hold on a name does not count. */
  readonly ownSignup: string | null;
}

/**
 * Those of the names that nobody has: no tenant that occupies it, no deleted one that still rests, no
 * live hold. One query; whether they obey the rules of names is another matter.
 */
export async function freeNames(tx: Prisma.TransactionClient, ctx: Asking, { names, limit, ownSignup }: Question): Promise<string[]> {
  const now = ctx.now();
  const restedSince = new Date(now.getTime() - ctx.config.durations.nameRest);
  const rows = await tx.$queryRaw<{ name: string }[]>`
    select wanted.name
    from unnest(${[...names]}::text[]) with ordinality as wanted (name, place)
    where not exists (
        select from tenants
        where tenants.subdomain = wanted.name
          and (tenants.state = any (${[...OCCUPYING_STATES]}::text[])
            or (tenants.state = 'deleted' and tenants.deleted_at > ${restedSince}::timestamptz)))
      and not exists (
        select from name_holds
        where name_holds.subdomain = wanted.name
          and name_holds.expires_at > ${now}::timestamptz
          and name_holds.signup_id is distinct from ${ownSignup}::uuid)
    order by wanted.place
    limit ${limit}::int`;
  return rows.map(({ name }) => name);
}

/** Free names to offer when `name` cannot be had. */
export function suggestNames(tx: Prisma.TransactionClient, ctx: Asking, name: string, limit: number): Promise<string[]> {
  return freeNames(tx, ctx, { names: candidates(name, ctx.config), limit, ownSignup: null });
}

function candidates(name: string, rules: NameRules): string[] {
  const names: string[] = [];
  for (const candidate of nameCandidates(name, rules)) {
    names.push(candidate);
    if (names.length === CANDIDATES) break;
  }
  return names;
}

/** Whether a name obeys the rules and nobody has it. */
export async function isFree(tx: Prisma.TransactionClient, ctx: Asking, name: string, ownSignup: string | null): Promise<boolean> {
  if (subdomainProblem(name, ctx.config) !== null) return false;
  return (await freeNames(tx, ctx, { names: [name], limit: 1, ownSignup })).length === 1;
}
