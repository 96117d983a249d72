import type { Prisma } from "@nexus/db/client";
import { z } from "zod";
import { contains } from "../contains.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { staffProcedure } from "../trpc.ts";
import { listInput, listOutput } from "./schema.ts";
import { viewTenant, withOwnerAndRun } from "./tenant-view.ts";

const cursorKeys = z.tuple([z.coerce.date(), z.uuid()]);

/** Workspaces for operators, newest first, a page at a time. */
export const list = staffProcedure.input(listInput).output(listOutput).query(async ({ ctx, input }) => {
  const found = await ctx.prisma.tenant.findMany({
    where: where(input),
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: input.limit + 1,
    include: withOwnerAndRun,
  });
  const page = found.slice(0, input.limit);
  const last = found.length > input.limit ? page.at(-1) : undefined;
  return {
    tenants: page.map((tenant) => viewTenant(ctx.config, tenant)),
    nextCursor: last === undefined ? null : encodeCursor([last.createdAt.toISOString(), last.id]),
  };
});

function where({ cursor, state, search }: z.infer<typeof listInput>): Prisma.TenantWhereInput {
  const before = decodeCursor(cursor, cursorKeys);
  return {
    AND: [
      before === null ? {} : { OR: [{ createdAt: { lt: before[0] } }, { createdAt: before[0], id: { lt: before[1] } }] },
      state === undefined ? {} : { state },
      search === undefined || search === "" ? {} : matching(search),
    ],
  };
}

function matching(search: string): Prisma.TenantWhereInput {
  const part = contains(search);
  return { OR: [{ subdomain: part }, { organization: part }, { owner: { email: part } }] };
}
