import { existsSync } from "node:fs";
import path from "node:path";
import { python, sitesDir } from "./bench/paths.ts";
import { createAgent } from "./create-agent.ts";
import { endCommands } from "./commands/end-all.ts";
import { recoverCommands } from "./commands/recover.ts";
import { type AgentEnv, EnvError, readEnv } from "./env.ts";
import { implementation } from "./implementation.ts";
import { lockState, StateInUse } from "./ledger/lock.ts";
import { pruneState } from "./ledger/prune.ts";
import { createLog } from "./log.ts";
import { serve } from "./server/serve.ts";

const PRUNE_EVERY_MS = 24 * 60 * 60 * 1000;

/** Starts the agent; a setting that is wrong ends the process with a sentence that says what to set. */
async function main(): Promise<void> {
  const env = readEnv();
  checkBench(env);
  const unlock = lockState(env.stateDir);
  const log = createLog(env.logLevel);
  const agent = createAgent(env, log, () => new Date());
  const prune = (): void => pruneState(agent.ledger, path.join(env.stateDir, "fences"), agent.now());
  prune();
  setInterval(prune, PRUNE_EVERY_MS).unref();
  recoverCommands(agent);
  const served = await serve(implementation(agent), env, log).catch((error: unknown) => {
    throw portProblem(error, env);
  });
  log.info({ url: served.url, bench: env.benchPath, limit: env.maxCommands }, "agent listens");
  const stop = async (signal: string): Promise<void> => {
    log.info({ signal, endCommands: env.endCommandsOnStop }, "agent stops");
    await served.close();
    if (env.endCommandsOnStop) await endCommands(agent);
    agent.helpers.end();
    unlock();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop(signal));
}

function checkBench({ benchPath }: AgentEnv): void {
  if (!existsSync(sitesDir(benchPath)) || !existsSync(python(benchPath))) {
    throw new EnvError(`BENCH_PATH is ${benchPath}, but that is no bench: it has no sites/ or no env/bin/python. Set it to the folder that holds both.`);
  }
}

function portProblem(error: unknown, env: AgentEnv): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  if (error.code === "EADDRINUSE") return new EnvError(`Port ${env.port} on ${env.host} is taken. Stop what uses it, or set AGENT_PORT to a free one.`);
  if (error.code === "EADDRNOTAVAIL") return new EnvError(`AGENT_HOST is ${env.host}, which is no address of this machine. Set it to one, e.g. 127.0.0.1.`);
  return error;
}

try {
  await main();
} catch (error) {
  const known = error instanceof EnvError || error instanceof StateInUse;
  console.error(known ? `The agent does not start.\n${error.message}` : error);
  process.exit(1);
}
