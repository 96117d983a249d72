import { initTRPC, tracked } from "@trpc/server";
import { errorData, shownMessage, toTransport } from "./error-data.ts";
import { AgentRefused } from "./errors.ts";
import { cancelInput, getInput, loginLinkInput, loginLinkOutput, siteFactsInput, startInput, watchInput } from "./inputs.ts";
import type { CancelInput, LoginLinkInput, StartInput } from "./inputs.ts";
import { benchDescription, commandView, health, inventory, siteFacts } from "./view.ts";
import type { BenchDescription, CommandView, Health, Inventory, SiteFacts } from "./view.ts";

/** What the transport knows of a call before its input is read. */
export interface AgentCall {
  /** Whether the call carried the agent's secret. */
  readonly authenticated: boolean;
  /** Id of the request that caused the call; it reaches the bench command's environment. */
  readonly requestId: string;
}

/** What an agent does for its callers; {@link AgentRefused} and BenchFailed are its only expected errors. */
export interface AgentImplementation {
  health(): Promise<Health>;
  start(input: StartInput, requestId: string): Promise<CommandView>;
  get(key: string): Promise<CommandView>;
  /** The command's view now and after each change, until it is finished; each with an id that names its content. */
  watch(key: string, options: { lastEventId: string | null; signal: AbortSignal }): AsyncIterable<{ id: string; view: CommandView }>;
  cancel(input: CancelInput): Promise<CommandView>;
  loginLink(input: LoginLinkInput): Promise<{ path: string }>;
  siteFacts(site: string): Promise<SiteFacts>;
  inventory(): Promise<Inventory>;
  describe(): Promise<BenchDescription>;
}

const trpc = initTRPC.context<AgentCall>().create({
  isDev: false,
  errorFormatter: ({ shape, error }) => ({ ...shape, message: shownMessage(error), data: errorData(error) }),
  sse: { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 15_000 } },
});

/** Every procedure: the secret first, before any input is looked at; errors leave in the contract's terms. */
const procedure = trpc.procedure.use(async ({ ctx, next }) => {
  if (!ctx.authenticated) throw toTransport(new AgentRefused("WRONG_SECRET"));
  const result = await next();
  // tRPC has wrapped what was thrown and keeps it as the cause.
  if (!result.ok) throw toTransport(result.error.cause) ?? result.error;
  return result;
});

/** The agent's procedures over an implementation: the server passes its own, the client uses the type. */
export function createAgentRouter(agent: AgentImplementation) {
  const commands = trpc.router({
    start: procedure.input(startInput).output(commandView).mutation(({ input, ctx }) => agent.start(input, ctx.requestId)),
    get: procedure.input(getInput).output(commandView).query(({ input }) => agent.get(input.key)),
    watch: procedure.input(watchInput).subscription(async function* ({ input, signal }) {
      const options = { lastEventId: input.lastEventId ?? null, signal: signal ?? new AbortController().signal };
      try {
        for await (const { id, view } of agent.watch(input.key, options)) yield tracked(id, view);
      } catch (error) {
        throw toTransport(error) ?? error;
      }
    }),
    cancel: procedure.input(cancelInput).output(commandView).mutation(({ input }) => agent.cancel(input)),
  });
  const sites = trpc.router({
    loginLink: procedure.input(loginLinkInput).output(loginLinkOutput).mutation(({ input }) => agent.loginLink(input)),
    facts: procedure.input(siteFactsInput).output(siteFacts).query(({ input }) => agent.siteFacts(input.site)),
  });
  const bench = trpc.router({
    inventory: procedure.output(inventory).query(() => agent.inventory()),
    describe: procedure.output(benchDescription).query(() => agent.describe()),
  });
  return trpc.router({ health: procedure.output(health).query(() => agent.health()), commands, sites, bench });
}

export type AgentRouter = ReturnType<typeof createAgentRouter>;
