import { z } from "zod";

/**
 * What a run's list of steps is made from; fixed when the run is accepted and never changed.
 * A type and not an interface, so that it is assignable to Prisma's JSON.
 */
export const runInput = z.object({
  /** Apps to install beside frappe, in order. */
  apps: z.array(z.string()),
  /** Deprovision and removal of leftovers: the database to drop, called after the run that made it. */
  dbName: z.string().optional(),
  /** Resume: how the owner is told that the workspace is open again. */
  mail: z.enum(["workspace_resumed", "workspace_kept"]).optional(),
});
export type RunInput = z.infer<typeof runInput>;
