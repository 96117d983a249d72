import { type Prisma, type PrismaClient } from "@nexus/db/client";
import { FINAL_RUN_STATES, type RunKind, type RunState } from "@nexus/domain/states/run";
import type { TenantState } from "@nexus/domain/states/tenant";

/** A run that names things on the bench, or that waits for a person, as its rows were at one moment. */
export interface OwnedRun {
  readonly id: string;
  readonly kind: RunKind;
  readonly state: RunState;
  readonly attempt: number;
  readonly version: number;
  /** The database that a run on a finished site was told. */
  readonly dbName: string | null;
}

/** A workspace with all that the records say is on a bench for it. */
export interface OwnedTenant {
  readonly id: string;
  readonly subdomain: string;
  readonly site: string;
  readonly state: TenantState;
  /** Whether a run changes its site at the moment, or is about to. */
  readonly busy: boolean;
  /** Oldest first. */
  readonly runs: readonly OwnedRun[];
}

/** By the tenant's id. */
export type Owned = ReadonlyMap<string, OwnedTenant>;

/** Runs that make, change or remove a site; the others leave its being there and its being open alone. */
const CHANGE_SITES: readonly RunKind[] = ["provision", "suspend", "resume", "deprovision", "remove_leftovers"];

interface Row extends OwnedRun {
  readonly tenantId: string;
  readonly subdomain: string;
  readonly site: string;
  readonly tenantState: TenantState;
  readonly busy: boolean;
}

/** Everything of ours that may be on a bench, in one statement and so as of one moment. */
export async function readOwned(prisma: PrismaClient | Prisma.TransactionClient, bench: string): Promise<Owned> {
  const rows = await prisma.$queryRaw<Row[]>`
    select run.id, run.kind, run.state, run.attempt, run.version, run.input->>'dbName' as "dbName",
      tenant.id as "tenantId", tenant.subdomain, tenant.site, tenant.state as "tenantState",
      exists (select from runs other where other.tenant_id = tenant.id
        and other.kind = any(${[...CHANGE_SITES]}) and not other.state = any(${[...FINAL_RUN_STATES]})) as busy
    from runs run join tenants tenant on tenant.id = run.tenant_id
    where tenant.bench = ${bench} and (run.kind = 'provision' or run.state = 'needs_attention')
    order by run.created_at, run.id`;
  const tenants = new Map<string, OwnedTenant & { runs: OwnedRun[] }>();
  for (const { tenantId, subdomain, site, tenantState, busy, ...run } of rows) {
    const tenant = tenants.get(tenantId) ?? { id: tenantId, subdomain, site, state: tenantState, busy, runs: [] };
    tenant.runs.push(run);
    tenants.set(tenantId, tenant);
  }
  return tenants;
}

/**
 * The workspaces of which nothing was changed between two readings, and nothing was under way: what was found
 * on the bench in between can be held against them.
 */
export function settledOf(before: Owned, after: Owned): ReadonlySet<string> {
  const settled = [...after.values()].filter((tenant) => !tenant.busy && JSON.stringify(before.get(tenant.id)) === JSON.stringify(tenant));
  return new Set(settled.map(({ id }) => id));
}
