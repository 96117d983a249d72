import { createAgentClient } from "@nexus/agent-contract/client";
import { SECRET_HEADER } from "@nexus/agent-contract/inputs";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newRun, newSiteOf, ROOT_PASSWORD, type RunningAgent, startAgent, temporaryBench, type TestRun, textOfAll } from "./running-agent.ts";

const bench = temporaryBench();
let agent: RunningAgent;
beforeAll(async () => void (agent = await startAgent(bench.benchPath, { LOG_LEVEL: "trace" })));
afterAll(async () => {
  await agent.end("SIGTERM");
  bench.remove();
});

describe("the agent's secret", () => {
  test.each([
    ["no", {}],
    ["a wrong", { [SECRET_HEADER]: "x".repeat(48) }],
    ["a cut", (secret: string) => ({ [SECRET_HEADER]: secret.slice(0, -1) })],
  ])("is asked for before anything else: %s secret is refused, whatever the input", async (_what, headers) => {
    for (const call of ["commands.start", "nothing.there"]) {
      const sent = typeof headers === "function" ? headers(agent.secret) : headers;
      const response = await fetch(`${agent.url}/trpc/${call}`, { method: "POST", headers: { ...sent, "content-type": "application/json" }, body: '{"rubbish":1}' });
      expect(response.status).toBe(call === "commands.start" ? 401 : 404);
      const body = JSON.stringify(await response.json());
      expect(body).not.toMatch(/stack|node_modules|\.ts/);
    }
  });

  test("is not needed to hear whether the agent is well, and no more than that is told", async () => {
    const response = await fetch(`${agent.url}/health`);
    expect([response.status, await response.json()]).toEqual([200, { status: "healthy" }]);
  });

  test("is needed to watch a command", async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const stranger = createAgentClient({ url: agent.url, secret: "y".repeat(48), requestId: "stranger" });
    const subscription = stranger.commands.watch.subscribe({ key: newRun().input({ type: "migrate", site: "a.example" }).key }, { onError: resolve, onConnectionStateChange: ({ error }) => error && resolve(error) });
    expect(String(await promise)).toMatch(/401|secret/i);
    subscription.unsubscribe();
  });
});

describe("secrets of commands", () => {
  const canaries = ["canary-Admin-password-7", "canary-Owner-password-8-long", "canaryApiKey-9", "canaryApiSecret-10", ROOT_PASSWORD];

  test("appear on no argv, in no environment, in no log and nowhere in the ledger", async () => {
    const run = newRun();
    const { site } = run;
    const seen = sampleProcesses();
    const email = "owner@example.com";
    const commands = [
      run.input(newSiteOf(run)),
      run.input({ type: "setAdminPassword", site, password: "canary-Admin-password-7" }),
      run.input({ type: "createOwner", site, dbName: run.dbName, email, fullName: "Ada Owner", password: "canary-Owner-password-8-long" }),
      run.input({ type: "setApiKeys", site, dbName: run.dbName, user: email, apiKey: "canaryApiKey-9", apiSecret: "canaryApiSecret-10" }),
      run.input({ type: "setApiKeys", site, dbName: run.dbName, user: "nobody@example.com", apiKey: "canaryApiKey-9", apiSecret: "canaryApiSecret-10" }),
      run.input({ type: "dropSite", site, dbName: run.dbName, backup: false }),
    ];
    const states = [];
    for (const input of commands) states.push((await agent.run(input)).state);
    expect(states).toEqual(["succeeded", "succeeded", "succeeded", "succeeded", "failed", "succeeded"]);
    const samples = seen.stop();
    for (const part of ["new-site", "set-admin-password", "nexus_helper.py", "runner/main.ts"]) expect(samples).toContain(part);
    for (const [place, text] of Object.entries({ samples, log: agent.log(), state: textOfAll(agent.stateDir), benchLogs: textOfAll(path.join(bench.benchPath, "logs")) })) {
      expect(canaries.filter((canary) => text.includes(canary)), place).toEqual([]);
    }
    expect(samples).not.toContain(agent.secret);
  });

  test("include the password of a site's database, which is in its config alone", async () => {
    const run = newRun();
    await agent.run(run.input(newSiteOf(run)));
    const password = databasePassword(run);
    expect(password).toMatch(/^[0-9a-f]{32}$/);
    expect(statSync(configOf(run)).mode & 0o777).toBe(0o640);
    for (const place of [path.join(bench.benchPath, "logs"), path.join(bench.benchPath, "sites", run.site, "logs"), agent.stateDir]) expect(textOfAll(place)).not.toContain(password);
  });

  test("are blanked in the database's log, where a restore writes the password of the site's database", async () => {
    const run = newRun();
    await agent.run(run.input(newSiteOf(run)));
    const { result } = await agent.run(run.input({ type: "backup", site: run.site }));
    const file = (result?.["files"] as string[]).find((name) => name.endsWith(".sql.gz")) ?? "";
    expect(await agent.run(run.input({ type: "restore", site: run.site, file }))).toMatchObject({ state: "succeeded" });
    const logs = textOfAll(path.join(bench.benchPath, "logs")) + textOfAll(path.join(bench.benchPath, "sites", run.site, "logs"));
    expect(logs).toMatch(new RegExp(`CREATE USER '${run.dbName}'.*IDENTIFIED BY '\\*{32}'`));
    expect(logs).not.toContain(databasePassword(run));
  });

  test("do not keep a request's id from the log and from the bench command", async () => {
    const run = newRun();
    const seen = sampleProcesses();
    const client = createAgentClient({ url: agent.url, secret: agent.secret, requestId: "browser-4711" });
    const input = run.input(newSiteOf(run));
    await client.commands.start.mutate(input);
    await agent.run(input);
    expect(seen.stop()).toContain("NEXUS_REQUEST_ID=browser-4711");
    // The agent's line may arrive after its answer.
    await expect.poll(() => agent.log(), { timeout: 10_000 }).toMatch(/"requestId":"browser-4711".*"msg":"command finished"/);
  });
});

const configOf = (run: TestRun): string => path.join(bench.benchPath, "sites", run.site, "site_config.json");

function databasePassword(run: TestRun): string {
  return (JSON.parse(readFileSync(configOf(run), "utf8")) as { db_password: string }).db_password;
}

/** Collects argv and environment of every process of this bench but the agent, until it is stopped. */
function sampleProcesses(): { stop: () => string } {
  const samples = new Map<string, string>();
  const textOf = (pid: number | string): string => ["cmdline", "environ"].map((file) => readOrNothing(`/proc/${pid}/${file}`)).join("\n");
  // Between fork and exec a child still looks like the agent to the last byte.
  const ofAgent = textOf(agent.process.pid ?? 0);
  const look = (): void => {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const text = textOf(pid);
      const isOurs = text.includes(bench.root) || text.includes("runner/main.ts");
      if (isOurs && text !== ofAgent) samples.set(`${pid}:${text.length}`, text);
    }
  };
  const timer = setInterval(look, 5);
  return {
    stop: () => {
      clearInterval(timer);
      return [...samples.values()].join("\n");
    },
  };
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
