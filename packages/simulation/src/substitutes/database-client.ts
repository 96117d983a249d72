import type { PrismaClient } from "@nexus/db/generated/client";
import { modelPrisma } from "../database/prisma.ts";
import { world } from "../world/current.ts";

/** In place of `@nexus/db/client`: clients of the model database. */
export { Prisma, PrismaClient } from "@nexus/db/generated/client";

export function createPrisma(): PrismaClient {
  return modelPrisma(world().server);
}
