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
async function main(env: AgentEnv): Promise<void> {
  checkBench(env);
  const unlock = await lockState(env.stateDir);
  const log = createLog(env.logLevel);
  const agent = createAgent(env, log, () => new Date());
  const places = { ledger: path.join(env.stateDir, "ledger"), fences: path.join(env.stateDir, "fences") };
  const prune = (): void => void pruneState(agent.ledger, places, agent.now()).catch((error: unknown) => log.error({ err: error }, "old commands could not be forgotten"));
  const served = await serve(implementation(agent), env, log);
  recoverCommands(agent);
  prune();
  setInterval(prune, PRUNE_EVERY_MS).unref();
  log.info({ url: served.url, bench: env.benchPath, limit: env.maxCommands }, "agent listens");
  const stop = async (signal: string): Promise<void> => {
    log.info({ signal, endCommands: env.endCommandsOnStop }, "agent stops");
    // First of all: each command that ends would begin the next one.
    agent.queue.close();
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

function startProblem(error: unknown, env: AgentEnv): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  const { tls } = env;
  if (error.code === "EADDRINUSE") return new EnvError(`Port ${env.port} on ${env.host} is taken. Stop what uses it, or set AGENT_PORT to a free one.`);
  if (error.code === "EADDRNOTAVAIL") return new EnvError(`AGENT_HOST is ${env.host}, which is no address of this machine. Set it to one, e.g. 127.0.0.1.`);
  if ("syscall" in error && error.syscall === "mkdir") return new EnvError(`The folder ${env.stateDir} cannot be made (${error.code}). Set AGENT_STATE_DIR to one that this user may write.`);
  if (tls !== null) return new EnvError(`The TLS certificate ${tls.certFile} or its key ${tls.keyFile} cannot be used (${error.message}). Set AGENT_TLS_CERT_FILE and AGENT_TLS_KEY_FILE to PEM files.`);
  return error;
}

function fail(error: unknown): never {
  const known = error instanceof EnvError || error instanceof StateInUse;
  console.error(known ? `The agent does not start.\n${error.message}` : error);
  process.exit(1);
}

try {
  const env = readEnv();
  await main(env).catch((error: unknown) => {
    throw startProblem(error, env);
  });
} catch (error) {
  fail(error);
}
