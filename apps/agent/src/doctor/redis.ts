import { z } from "zod";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

const server = z.strictObject({ address: z.string().nullable(), error: z.string().nullable() });
export const redisState = z.strictObject({ cache: server, queue: server, workers: z.int().nullable() });

/** Whether Frappe's cache and queue answer, and somebody works on the queue. */
export async function checkRedis(patient: Patient): Promise<Finding[]> {
  const { cache, queue, workers } = await patient.ask({ op: "redisState", args: {} }, redisState);
  const findings = [serverFinding("cache", cache), serverFinding("queue", queue)];
  if (workers !== 0) return findings;
  return [...findings, warning("No worker waits at the queue: sites' mails and scheduled jobs are not done.", "Start the bench's workers and its scheduler (`bench start`, or supervisor in production).")];
}

function serverFinding(name: "cache" | "queue", { address, error }: z.infer<typeof server>): Finding {
  if (address === null) return problem(`The bench's config has no redis_${name}.`, "Set it in sites/common_site_config.json (`bench setup redis`).");
  if (error === null) return ok(`Redis (${name}) answers.`);
  const lost = name === "cache" ? "nobody can be signed in by a link" : "what sites do in the background is lost, and their pages fail where they ask for it";
  return problem(`Redis (${name}) at ${address} does not answer (${error}): ${lost}.`, "Start it: `bench start`, or supervisor in production.");
}
