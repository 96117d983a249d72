import type { Prisma } from "@nexus/db/client";
import { OCCUPYING_STATES } from "@nexus/domain/states/tenant";

/** What decides how long a name rests. */
export interface NameRest {
  readonly now: Date;
  /** Milliseconds for which a deleted workspace's name may not be had by others. */
  readonly nameRest: number;
}

/** For whom names are asked about. */
export interface Asker {
  /** User whose own former names do not rest for them; `null` for somebody who has proved nothing. */
  readonly userId: string | null;
  /** A signup whose hold on a name does not count. */
  readonly signupId: string | null;
}

export interface NameQuestion {
  /** In the order in which they are wanted. */
  readonly names: readonly string[];
  readonly limit: number;
  readonly asker: Asker;
}

export const NOBODY: Asker = { userId: null, signupId: null };

/**
 * Those of the names that the asker may have: no tenant occupies it, no deleted one of another owner still
 * rests, nobody else holds it. The one place that decides; whether a name obeys the rules is another matter.
 */
export async function freeNames(tx: Prisma.TransactionClient, rest: NameRest, { names, limit, asker }: NameQuestion): Promise<string[]> {
  const restedSince = new Date(rest.now.getTime() - rest.nameRest);
  const rows = await tx.$queryRaw<{ name: string }[]>`
    select wanted.name
    from unnest(${[...names]}::text[]) with ordinality as wanted (name, place)
    where not exists (
        select from tenants
        where tenants.subdomain = wanted.name
          and (tenants.state = any (${[...OCCUPYING_STATES]}::text[])
            or (tenants.state = 'deleted' and tenants.deleted_at > ${restedSince}::timestamptz
              and tenants.owner_id is distinct from ${asker.userId}::uuid)))
      and not exists (
        select from name_holds
        where name_holds.subdomain = wanted.name
          and name_holds.expires_at > ${rest.now}::timestamptz
          and name_holds.signup_id is distinct from ${asker.signupId}::uuid)
    order by wanted.place
    limit ${limit}::int`;
  return rows.map(({ name }) => name);
}

/** Whether the asker may have this name. */
export async function isNameFree(tx: Prisma.TransactionClient, rest: NameRest, name: string, asker: Asker): Promise<boolean> {
  return (await freeNames(tx, rest, { names: [name], limit: 1, asker })).length === 1;
}

/** Makes those who take this name follow each other until the transaction ends: a signup's hold and a retry are different rows. */
export async function lockName(tx: Prisma.TransactionClient, name: string): Promise<void> {
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`name:${name}`}, 0))::text`;
}
