import { DRIFT_KINDS, THINGS } from "@nexus/domain/states/drift";
import { RUN_STATES } from "@nexus/domain/states/run";
import { z } from "zod";
import { runView } from "../provisioning/schema.ts";

const thing = z.strictObject({ what: z.enum(THINGS), name: z.string() });
export const things = z.array(thing);

const run = z.strictObject({ runId: z.uuid(), reference: z.string(), state: z.enum(RUN_STATES) });
const workspace = z.strictObject({ tenantId: z.uuid(), subdomain: z.string() });

/** How the bench and the records differ. */
export const driftOutput = z.strictObject({
  look: z.strictObject({
    /** Of the last look that was finished; `null` before the first. */
    finishedAt: z.date().nullable(),
    /** Since when looks fail, and why. What is listed is as it was before. */
    failingSince: z.date().nullable(),
    failure: z.string().nullable(),
  }),
  drifts: z.array(z.strictObject({
    driftId: z.uuid(),
    kind: z.enum(DRIFT_KINDS).exclude(["attention"]),
    /** The name of a database, or a site. */
    subject: z.string(),
    found: things,
    openedAt: z.date(),
    workspace: workspace.nullable(),
    /** The run whose things these are, where it is known. */
    run: run.nullable(),
    /** The last run that was started to end it. */
    mending: run.nullable(),
  })),
  /** Drifts beyond those that are listed. */
  more: z.int(),
  /** Runs that need attention, with what they have left on the bench. */
  attention: z.array(runView.pick({ runId: true, reference: true, kind: true, error: true, finishedAt: true, mayRetry: true }).extend({
    workspace,
    /** `null`: the bench was not looked at since. */
    remains: things.nullable(),
  })),
});
