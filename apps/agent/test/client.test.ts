import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAgentClient } from "@nexus/agent-contract/client";
import { AgentRefused, AgentUnreachable } from "@nexus/agent-contract/errors";
import { runCommand } from "@nexus/agent-contract/run-command";
import type { CommandView, Progress } from "@nexus/agent-contract/view";
import { armFault, clearFaults } from "@nexus/sandbox-bench/faults";
import { freePort } from "@nexus/testing/free-port";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { newRun, newSiteOf, type RunningAgent, startAgent, temporaryBench, untilPercent } from "./running-agent.ts";

const bench = temporaryBench(1);
const servers: Server[] = [];
let agent: RunningAgent;
beforeAll(async () => void (agent = await startAgent(bench.benchPath)));
afterEach(() => {
  clearFaults(bench.benchPath);
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});
afterAll(async () => {
  await agent.end("SIGTERM");
  bench.remove();
});

async function listen(server: Server): Promise<string> {
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const clientOf = (url: string): ReturnType<typeof createAgentClient> => createAgentClient({ url, secret: agent.secret, requestId: "client-test" });

describe("runCommand", () => {
  test("reports each progress once, in order, and resolves with the end", async () => {
    const run = newRun();
    const seen: (Progress | null)[] = [];
    const view = await agent.run(run.input(newSiteOf(run)), { onProgress: (progress) => seen.push(progress) });
    const percents = seen.flatMap((progress) => progress?.percent ?? []);
    expect(view.state).toBe("succeeded");
    expect(percents.length).toBeGreaterThan(1);
    expect(percents).toEqual([...new Set(percents)].sort((a, b) => a - b));
  });

  test("gives up after its patience when nobody answers, or what answers is no agent", async () => {
    const page = createServer((_request, response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>It works!</h1>"));
    for (const url of [`http://127.0.0.1:${await freePort()}`, await listen(page)]) {
      const run = newRun();
      await expect(runCommand(clientOf(url), run.input(newSiteOf(run)), { patienceMs: 250 })).rejects.toBeInstanceOf(AgentUnreachable);
    }
  });

  test("does not wait where waiting cannot help", async () => {
    const run = newRun();
    const stranger = createAgentClient({ url: agent.url, secret: "z".repeat(48), requestId: "client-test" });
    await expect(runCommand(stranger, run.input(newSiteOf(run)))).rejects.toMatchObject({ constructor: AgentRefused, refusal: "WRONG_SECRET" });
  });

  test("asks again and again where a proxy lets no stream through", async () => {
    const proxy = createServer((incoming, response) => {
      if (incoming.url?.includes("commands.watch")) return void response.writeHead(502).end();
      const passed = request(`${agent.url}${incoming.url ?? ""}`, { method: incoming.method, headers: incoming.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      incoming.pipe(passed);
    });
    const run = newRun();
    expect(await runCommand(clientOf(await listen(proxy)), run.input(newSiteOf(run)))).toMatchObject({ state: "succeeded" });
  });

  test("ends its waiting when told to, and the command goes on", async () => {
    const run = newRun();
    const input = run.input(newSiteOf(run));
    const stop = new AbortController();
    const waiting = runCommand(agent.client, input, { signal: stop.signal });
    await untilPercent(agent, input.key, 5);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    expect(await agent.run(input)).toMatchObject({ state: "succeeded" });
  });
});

describe("a stream that was cut", () => {
  test("goes on after the last event that the caller has, without repeating it", async () => {
    armFault(bench.benchPath, { fault: "hang", command: "new-site", atPercent: 30 });
    const run = newRun();
    const input = run.input(newSiteOf(run));
    await agent.client.commands.start.mutate(input);
    await untilPercent(agent, input.key, 29);
    const first = await watchUntil(input.key, null, () => true);
    expect(first.at(-1)?.view).toMatchObject({ state: "running", progress: { percent: 29 } });
    const resumed = watchUntil(input.key, first.at(-1)?.id ?? null, ({ state }) => state === "failed");
    await agent.client.commands.cancel.mutate({ key: input.key, fence: input.fence });
    const after = await resumed;
    expect(after.at(-1)?.view.state).toBe("failed");
    // On a busy machine the bench may say its 30 % only after the cut; what was seen must not come again.
    for (const { view } of after.slice(0, -1)) expect(view.progress?.percent).toBeGreaterThan(29);
  });
});

function watchUntil(key: string, lastEventId: string | null, isLast: (view: CommandView) => boolean): Promise<{ id: string; view: CommandView }[]> {
  const { promise, resolve, reject } = Promise.withResolvers<{ id: string; view: CommandView }[]>();
  const seen: { id: string; view: CommandView }[] = [];
  const subscription = agent.client.commands.watch.subscribe({ key, lastEventId }, {
    onData: ({ id, data }) => {
      seen.push({ id, view: data });
      if (isLast(data)) resolve(seen);
    },
    onError: reject,
  });
  return promise.finally(() => subscription.unsubscribe());
}
