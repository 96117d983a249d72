import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@nexus/db/embedded-postgres/start";
import { shareServerUrl, sharedServerUrl } from "@nexus/testing/env";
import { createWorld } from "../world.ts";
import { type BurstPlan, type BurstResult, burst, fairness } from "./burst.ts";

/** `npm run bench:burst`: prints what happens when 1,000 verified signups from distinct networks start their builds. */
const PLANS: readonly (BurstPlan & { readonly name: string })[] = [
  { name: "1,000 calls spread over 10 s, after 30 of one network", sources: 1_000, crowd: 30, spreadMs: 10_000 },
  { name: "1,000 calls at the same moment, after 30 of one network", sources: 1_000, crowd: 30, spreadMs: 0 },
];

/** As durable as the product's own; a temporary server for tests would not wait for the disk. */
async function durablePostgres(): Promise<() => Promise<void>> {
  if (sharedServerUrl() !== undefined) return async () => undefined;
  const home = await mkdtemp(join(tmpdir(), "nexus-bench-postgres-"));
  await chmod(home, 0o711);
  const server = await startEmbeddedPostgres({ home, logFile: join(home, "postgres.log"), port: 0, attachedToTerminal: true });
  shareServerUrl(server.url);
  return async () => {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  };
}

/** @returns whether all were accepted, none was lost, and each network had its turn. */
async function measure(plan: (typeof PLANS)[number]): Promise<boolean> {
  // As many connections as the web app has.
  const world = await createWorld({}, 10);
  try {
    const cpuBefore = process.cpuUsage();
    const result = await burst(world, plan);
    const cpu = process.cpuUsage(cpuBefore);
    report(plan.name, result, (cpu.user + cpu.system) / 1000);
    return result.lost === 0 && result.answers.every(({ refusal }) => refusal === null) && fairness(result, result.order) === 1;
  } finally {
    await world.end();
  }
}

function report(name: string, result: BurstResult, cpuMs: number): void {
  const { answers, lost, totalMs } = result;
  const accepted = answers.filter(({ refusal }) => refusal === null);
  const latencies = answers.filter(({ isCrowd }) => !isCrowd).map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  const quantile = (part: number) => Math.round(latencies[Math.ceil(part * latencies.length) - 1] ?? 0);
  // In the order of acceptance, as a queue without turns would have it.
  const arrivals = answers.flatMap(({ runId }) => (runId === null ? [] : [runId]));
  console.log(`\n${name}`);
  console.log(`  accepted ${accepted.length} of ${answers.length}, refused ${answers.length - accepted.length}, lost ${lost}`);
  console.log(`  answered within ${(totalMs / 1000).toFixed(1)} s; latency p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms`);
  console.log(`  fairness of the first places (Jain; 1 is even): ${fairness(result, result.order).toFixed(3)}; first come, first served would be ${fairness(result, arrivals).toFixed(3)}`);
  console.log(`  processor time of the router and its client: ${(cpuMs / answers.length).toFixed(1)} ms a call`);
}

const stop = await durablePostgres();
try {
  let isGood = true;
  for (const plan of PLANS) isGood = (await measure(plan)) && isGood;
  process.exitCode = isGood ? 0 : 1;
} finally {
  await stop();
}
