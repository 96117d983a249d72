import type { HelperOp } from "@nexus/agent-contract/helper-protocol";
import { loginLinkOutput } from "@nexus/agent-contract/inputs";
import type { AgentImplementation } from "@nexus/agent-contract/router";
import { benchDescription, type BenchDescription, inventory, siteFacts } from "@nexus/agent-contract/view";
import { BenchFailed } from "@nexus/agent-contract/errors";
import type { z } from "zod";
import { checkOurs } from "./bench/check-ours.ts";
import { benchHealth } from "./bench/health.ts";
import type { Agent } from "./commands/agent.ts";
import { cancelCommand } from "./commands/cancel.ts";
import { viewCommand } from "./commands/get.ts";
import { startCommand } from "./commands/start.ts";
import { watchCommand } from "./commands/watch.ts";
import { failure } from "./failures/classify.ts";
import type { CallOptions } from "./helper/process.ts";

const QUESTION_TIMEOUT_MS = 20_000;

/** The contract's procedures, each one call into the agent. */
export function implementation(agent: Agent): AgentImplementation {
  const describe = (): Promise<BenchDescription> => ask(agent, { op: "describe", args: {} }, benchDescription);
  return {
    health: benchHealth(agent, describe),
    start: async (input, requestId) => startCommand(agent, input, requestId),
    get: async (key) => viewCommand(agent, key),
    watch: (key, options) => watchCommand(agent, key, options),
    cancel: async (input) => cancelCommand(agent, input),
    loginLink: async ({ fence, dbName, ...args }) => {
      agent.fences.pass({ ...fence, undoes: false });
      checkOurs(agent.bench.path, { site: args.site, dbName });
      return ask(agent, { op: "loginLink", args }, loginLinkOutput);
    },
    siteFacts: (site) => ask(agent, { op: "siteFacts", args: { site } }, siteFacts),
    inventory: () => askAdministrator(agent, { op: "inventory", args: {} }, inventory),
    describe,
  };
}

interface Question {
  readonly op: HelperOp;
  readonly args: Record<string, unknown>;
}

/** @throws BenchFailed; an answer of another form counts as `HELPER_FAILED`. */
async function ask<T>(agent: Agent, { op, args }: Question, answer: z.ZodType<T>): Promise<T> {
  return read(await agent.helpers.call(op, args, limits()), answer);
}

/** {@link ask} of a helper of its own, so that the administrator's password is held for a moment only. */
async function askAdministrator<T>(agent: Agent, { op, args }: Question, answer: z.ZodType<T>): Promise<T> {
  const helper = agent.startAdministrator();
  try {
    return read(await helper.call(op, args, limits()), answer);
  } finally {
    void helper.end();
  }
}

function limits(): CallOptions {
  return { timeoutMs: QUESTION_TIMEOUT_MS, signal: AbortSignal.timeout(QUESTION_TIMEOUT_MS) };
}

function read<T>(result: Record<string, unknown>, answer: z.ZodType<T>): T {
  const parsed = answer.safeParse(result);
  if (!parsed.success) throw new BenchFailed(failure("HELPER_FAILED"), parsed.error);
  return parsed.data;
}
