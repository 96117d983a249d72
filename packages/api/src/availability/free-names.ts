import type { Prisma } from "@nexus/db/client";
import { nameCandidates } from "@nexus/domain/names/suggest";
import type { NameRules } from "@nexus/domain/names/subdomain";
import { type NameRest, NOBODY, freeNames } from "@nexus/provisioning/names/free-names";
import type { ApiContext } from "../context.ts";

type Asking = Pick<ApiContext, "config" | "now">;

/** Names that are asked about in one query; nobody needs the hundredth ending. */
const CANDIDATES = 100;

/** How long names rest here, as of now. */
export function nameRest({ config, now }: Asking): NameRest {
  return { now: now(), nameRest: config.durations.nameRest };
}

/** Free names to offer when `name` cannot be had. */
export function suggestNames(tx: Prisma.TransactionClient, ctx: Asking, name: string, limit: number): Promise<string[]> {
  return freeNames(tx, nameRest(ctx), { names: candidates(name, ctx.config), limit, asker: NOBODY });
}

function candidates(name: string, rules: NameRules): string[] {
  const names: string[] = [];
  for (const candidate of nameCandidates(name, rules)) {
    names.push(candidate);
    if (names.length === CANDIDATES) break;
  }
  return names;
}
