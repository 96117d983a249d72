import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { PrismaClient } from "@nexus/db/client";
import { createBench } from "@nexus/sandbox-bench/bench/create";
import { createMasterSite } from "@nexus/sandbox-bench/bench/master-site";
import { armFault, clearFaults, type Fault } from "@nexus/sandbox-bench/faults";
import { listInventory } from "@nexus/sandbox-bench/inventory";
import { createTestDatabase } from "@nexus/testing/database";
import { freePort } from "@nexus/testing/free-port";
import { type Program, startProgram } from "./process.ts";
import { serveSites } from "./sites.ts";

const ROOT = resolve(import.meta.dirname, "../../../..");
export const ROOT_PASSWORD = "sandbox-root";
export const SITES_DOMAIN = "sites.localhost";
export const MASTER_SITE = `master.${SITES_DOMAIN}`;

export interface WorldOptions {
  /** Another database than one on the test server. */
  readonly database?: { readonly url: string; readonly prisma: PrismaClient; readonly drop: () => Promise<void> };
  readonly smtpUrl?: string;
  /** Seconds for a new site; instant when left out. */
  readonly speed?: number;
}

/** The whole product behind the web application, for one test file: database, sandbox bench, agent, workers. */
export interface World {
  readonly prisma: PrismaClient;
  readonly databaseUrl: string;
  readonly encryptionKey: string;
  readonly agentSecret: string;
  readonly agentUrl: string;
  readonly directory: string;
  readonly bench: string;
  readonly sitesUrl: string;
  readonly agent: () => Program;
  readonly startAgent: (env?: Readonly<Record<string, string>>) => Promise<Program>;
  readonly startWorker: (env?: Readonly<Record<string, string>>) => Promise<Program>;
  readonly arm: (fault: Fault) => void;
  readonly disarm: () => void;
  readonly inventory: () => ReturnType<typeof listInventory>;
  /** Ends every process and deletes everything. */
  readonly end: () => Promise<void>;
}

/** Starts everything but a worker, on free ports and in a folder of its own. */
export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), "nexus-worker-test-"));
  const database = options.database ?? (await createTestDatabase());
  const bench = join(directory, "bench");
  await createMasterSite(createBench(bench, { speed: "instant", rootPassword: ROOT_PASSWORD }), { host: MASTER_SITE, rootPassword: ROOT_PASSWORD });
  if (options.speed !== undefined) createBench(bench, { speed: options.speed });
  const sites = await serveSites(bench);
  const agentPort = await freePort();
  const agentSecret = randomBytes(32).toString("base64url");
  const encryptionKey = randomBytes(32).toString("base64url");
  const programs: Program[] = [];
  let agent: Program;

  const start = async (name: string, ready: string, env: Record<string, string>): Promise<Program> => {
    const program = startProgram({ script: join(ROOT, "apps", name, "src/main.ts"), env, logFile: join(directory, `${name}-${programs.length}.log`) });
    programs.push(program);
    await program.prints(ready);
    return program;
  };
  const startAgent = async (env: Readonly<Record<string, string>> = {}): Promise<Program> => {
    agent = await start("agent", "agent listens", {
      BENCH_PATH: bench, AGENT_SECRET: agentSecret, AGENT_PORT: String(agentPort), AGENT_STATE_DIR: join(directory, "agent"),
      DB_ROOT_USER: "root", DB_ROOT_PASSWORD: ROOT_PASSWORD, AGENT_MAX_COMMANDS: "8", AGENT_MAX_HELPERS: "4", LOG_LEVEL: "debug", ...env,
    });
    return agent;
  };
  agent = await startAgent();
  return {
    prisma: database.prisma, databaseUrl: database.url, encryptionKey, agentSecret, agentUrl: `http://127.0.0.1:${agentPort}`, directory, bench, sitesUrl: sites.url,
    agent: () => agent,
    startAgent,
    startWorker: (env = {}) => start("worker", "worker ready", {
      DATABASE_URL: database.url, AGENT_URL: `http://127.0.0.1:${agentPort}`, AGENT_SECRET: agentSecret, NEXUS_ENCRYPTION_KEY: encryptionKey,
      SITES_UPSTREAM: sites.url, SITES_PUBLIC_URL: `http://{subdomain}.${SITES_DOMAIN}:8080`, ROOT_URL: "http://nexus.localhost:3000",
      MASTER_SITE_NAME: MASTER_SITE, LOG_LEVEL: "debug", ...(options.smtpUrl === undefined ? {} : { SMTP_URL: options.smtpUrl }), ...env,
    }),
    arm: (fault) => armFault(bench, fault),
    disarm: () => clearFaults(bench),
    inventory: () => listInventory(bench),
    end: async () => {
      await Promise.all(programs.map((program) => program.kill()));
      await sites.close();
      await database.drop();
      // What the agent had started may write its last line now.
      await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}
