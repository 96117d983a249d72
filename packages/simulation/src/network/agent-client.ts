import { AgentUnreachable } from "@nexus/agent-contract/errors";
import type { CancelInput, LoginLinkInput, StartInput } from "@nexus/agent-contract/inputs";
import type { AgentImplementation } from "@nexus/agent-contract/router";
import type { CommandView } from "@nexus/agent-contract/view";
import { gate, here } from "../kernel/process.ts";
import { world } from "../world/current.ts";
import { type CallKind, LATE } from "./network.ts";

/** One way through the network, and after how long a caller gives up, in milliseconds. */
const TRAVEL = 2;
const PATIENCE = 30_000;
/** When the second of two deliveries arrives. */
const SECOND = 3_000;

type Invoke<T> = (agent: AgentImplementation) => Promise<T>;
interface CallOptions {
  readonly signal?: AbortSignal;
}
interface Watcher {
  readonly onData: (event: { data: CommandView }) => void;
  readonly onComplete: () => void;
  readonly onError: (error: unknown) => void;
}

/** The client that the worker has of the agent, as far as it is used. */
export function agentClient(requestId: string) {
  const ask = <I, T>(kind: CallKind, invoke: (agent: AgentImplementation, input: I) => Promise<T>) => (input: I, { signal }: CallOptions = {}): Promise<T> =>
    call(kind, (agent) => invoke(agent, structuredClone(input)), signal);
  return {
    commands: {
      start: { mutate: (input: StartInput, options?: CallOptions) => call("start", (agent) => passed(input, agent.start(structuredClone(input), requestId)), options?.signal, input.key) },
      get: { query: ask("get", (agent, { key }: { key: string }) => agent.get(key)) },
      cancel: { mutate: ask("cancel", (agent, input: CancelInput) => passed(input, agent.cancel(input))) },
      watch: { subscribe },
    },
    sites: {
      loginLink: { mutate: ask("other", (agent, input: LoginLinkInput) => passed(input, agent.loginLink(input))) },
      facts: { query: ask("other", (agent, { site }: { site: string }) => agent.siteFacts(site)) },
    },
    bench: { inventory: { query: () => call("other", (agent) => agent.inventory()) }, describe: { query: () => call("other", (agent) => agent.describe()) } },
    health: { query: () => call("other", (agent) => agent.health()) },
  };
}

/** Notes the fence of a call that the agent did not refuse. */
async function passed<T>({ fence }: { fence: StartInput["fence"] }, answer: Promise<T>): Promise<T> {
  const given = await answer;
  world().network.passed(fence);
  return given;
}

async function call<T>(kind: CallKind, invoke: Invoke<T>, signal?: AbortSignal, key?: string): Promise<T> {
  const { kernel, network } = world();
  await gate();
  signal?.throwIfAborted();
  await kernel.sleep(TRAVEL);
  const fault = network.take(kind);
  if (fault === "request lost" || fault === "delivered late") {
    if (fault === "delivered late") kernel.after(PATIENCE + LATE, () => void deliver(invoke).catch(() => undefined));
    await kernel.sleep(PATIENCE);
    throw new AgentUnreachable(new Error("no answer in time"));
  }
  const answer = await deliver(invoke).finally(() => {
    if (fault === "delivered twice") kernel.after(SECOND, () => void deliver(invoke).catch(() => undefined));
  });
  if (key !== undefined) network.accepted(key);
  await kernel.sleep(TRAVEL);
  await gate();
  if (fault === "answer lost" || network.take("answer") !== null) throw new AgentUnreachable(new Error("ECONNRESET"));
  return structuredClone(answer);
}

/** Has the agent do what it was asked for; its death is a broken connection. */
async function deliver<T>(invoke: Invoke<T>): Promise<T> {
  const { agentHost } = world();
  const { running } = agentHost;
  if (running === null) throw new AgentUnreachable(new Error("ECONNREFUSED"));
  const { promise: died, reject } = Promise.withResolvers<never>();
  agentHost.onDeath.push(() => reject(new AgentUnreachable(new Error("ECONNRESET"))));
  died.catch(() => undefined);
  return Promise.race([running.process.run(() => invoke(running.agent)), died]);
}

function subscribe({ key }: { key: string }, watcher: Watcher): { unsubscribe: () => void } {
  const { agentHost, network } = world();
  const { running } = agentHost;
  const place = here();
  const left = new AbortController();
  const tell = (work: () => void): void => {
    if (left.signal.aborted) return;
    if (place === undefined) work();
    else place.process.whenAwake(() => place.process.run(work, place.workflow));
  };
  const broken = (): void => tell(() => watcher.onError(new AgentUnreachable(new Error("ECONNRESET"))));
  if (running === null || network.take("watch") !== null) {
    queueMicrotask(broken);
    return { unsubscribe: () => left.abort() };
  }
  agentHost.onDeath.push(broken);
  const watch = async (): Promise<void> => {
    for await (const { view } of running.agent.watch(key, { lastEventId: null, signal: left.signal })) tell(() => watcher.onData({ data: structuredClone(view) }));
    tell(() => watcher.onComplete());
  };
  running.process.run(watch).catch(broken);
  return { unsubscribe: () => left.abort() };
}
