import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type AgentClient, createAgentClient } from "@nexus/agent-contract/client";
import type { Command } from "@nexus/agent-contract/command";
import type { StartInput } from "@nexus/agent-contract/inputs";
import { type RunCommandOptions, runCommand } from "@nexus/agent-contract/run-command";
import type { CommandView } from "@nexus/agent-contract/view";
import { databaseName } from "@nexus/domain/names/site";
import { createBench } from "@nexus/sandbox-bench/bench/create";
import { eventually } from "@nexus/testing/eventually";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
/** Shared by all test files, so that only the first of them compiles the programs. */
const COMPILE_CACHE = path.join(tmpdir(), "nexus-agent-test-compile-cache");
export const ROOT_PASSWORD = "canary-root-password";

/** A folder of this test's own, with a sandbox bench in it whose new sites take so many seconds. */
export function temporaryBench(seconds = 0): { root: string; benchPath: string; remove: () => void } {
  const root = mkdtempSync(path.join(tmpdir(), "nexus-agent-"));
  const benchPath = path.join(root, "bench");
  createBench(benchPath, { rootPassword: ROOT_PASSWORD, speed: seconds });
  return { root, benchPath, remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) };
}

export interface RunningAgent {
  readonly url: string;
  readonly secret: string;
  readonly stateDir: string;
  readonly process: ChildProcess;
  readonly client: AgentClient;
  /** All that the agent has written to its log. */
  log(): string;
  /** Has a command done and waits for its end. */
  run(input: StartInput, options?: RunCommandOptions): Promise<CommandView>;
  /** Ends the agent and waits until it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts an agent as a process of its own and waits until it listens. */
export async function startAgent(benchPath: string, env: Record<string, string> = {}): Promise<RunningAgent> {
  const secret = env["AGENT_SECRET"] ?? randomBytes(24).toString("hex");
  const stateDir = env["AGENT_STATE_DIR"] ?? path.join(benchPath, "..", "state");
  const child = spawnAgent({ BENCH_PATH: benchPath, AGENT_STATE_DIR: stateDir, AGENT_PORT: "0", DB_ROOT_PASSWORD: ROOT_PASSWORD, LOG_LEVEL: "debug", AGENT_COMMAND_NICE: "0", ...env, AGENT_SECRET: secret });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (chunk: string) => said.push(chunk));
  const log = (): string => said.join("");
  const listening = eventually(() => {
    const found = /"url":"([^"]+)"/.exec(log())?.[1];
    if (found === undefined) throw new Error(`The agent does not listen. It said: ${log()}`);
    return found;
  }, { timeoutMs: 30_000 });
  const over = once(child, "close").then(() => Promise.reject(new Error(`The agent ended. It said: ${log()}`)));
  listening.catch(() => {});
  over.catch(() => {});
  const url = await Promise.race([listening, over]);
  const client = createAgentClient({ url, secret, requestId: `test-${randomUUID()}` });
  return {
    url, secret, stateDir, client, log, process: child,
    run: (input, options) => runCommand(client, input, options),
    async end(signal = "SIGKILL") {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      await once(child, "exit");
    },
  };
}

/** Starts the agent's program with nothing in its environment but this and PATH. */
export function spawnAgent(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [MAIN], { env: { PATH: process.env["PATH"] ?? "", NODE_COMPILE_CACHE: COMPILE_CACHE, ...env }, stdio: ["ignore", "pipe", "pipe"] });
}

/** One run of the product, as the agent sees it: an id, and the names that derive from it. */
export function newRun(): { id: string; site: string; dbName: string; input: (command: Command, more?: { step?: string; epoch?: number; timeoutSeconds?: number }) => StartInput } {
  const id = randomUUID();
  let tries = 0;
  return {
    id,
    site: `t${id.slice(0, 8)}.sites.localhost`,
    dbName: databaseName(id, 1),
    input: (command, { step, epoch = 1, timeoutSeconds = 60 } = {}) => {
      tries += 1;
      return { key: `${id}:1:${step ?? command.type}:run:${tries}`, fence: { run: id, epoch }, command, timeoutSeconds };
    },
  };
}

export type TestRun = ReturnType<typeof newRun>;

/** The command that makes a run's site. */
export function newSiteOf(run: TestRun): Command {
  return { type: "newSite", site: run.site, dbName: run.dbName, adminPassword: "canary-Admin-password-7" };
}

/** Makes a run's site without the agent, where only its being there matters. */
export function makeSite(benchPath: string, run: TestRun): void {
  const args = ["-m", "frappe.utils.bench_helper", "frappe", "new-site", run.site, "--db-name", run.dbName];
  const input = `${ROOT_PASSWORD}\ncanary-made\ncanary-made\n`;
  const { status, stderr } = spawnSync(path.join(benchPath, "env/bin/python"), args, { cwd: path.join(benchPath, "sites"), input, encoding: "utf8", env: {} });
  if (status !== 0) throw new Error(`The site was not made: ${stderr}`);
}

/** The command that removes a run's site. */
export function dropSiteOf(run: TestRun, backup = false): Command {
  return { type: "dropSite", site: run.site, dbName: run.dbName, backup };
}

/** Waits until a command's progress has come as far as `percent`. */
export async function untilPercent(agent: RunningAgent, key: string, percent: number): Promise<void> {
  await eventually(async () => {
    const view = await agent.client.commands.get.query({ key });
    if ((view.progress?.percent ?? -1) < percent) throw new Error(`Still at ${JSON.stringify(view.progress)}, ${view.state}`);
  }, { timeoutMs: 20_000 });
}

/** Text of all files below a folder. */
export function textOfAll(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}
