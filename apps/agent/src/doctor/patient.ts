import { BenchFailed } from "@nexus/agent-contract/errors";
import type { HelperOp } from "@nexus/agent-contract/helper-protocol";
import { type BenchDescription, benchDescription } from "@nexus/agent-contract/view";
import type { z } from "zod";
import { failure } from "../failures/classify.ts";
import { scrubber } from "../failures/scrub.ts";
import { helperPool } from "../helper/pool.ts";
import { type Helper, startHelper } from "../helper/process.ts";
import type { DoctorEnv } from "./env.ts";

const QUESTION_TIMEOUT_MS = 60_000;

/** What is looked at, and ways to ask it. Nothing of it changes anything. */
export interface Patient {
  readonly env: DoctorEnv;
  readonly now: () => Date;
  /** What the bench says of itself; asked once. @throws BenchFailed */
  describe(): Promise<BenchDescription>;
  /** Asks the helper on the bench's interpreter. @throws BenchFailed */
  ask<T>(question: Question, answer: z.ZodType<T>): Promise<T>;
  /** The same as MariaDB's administrator, of a helper of its own. @throws BenchFailed */
  askAdministrator<T>(question: Question, answer: z.ZodType<T>): Promise<T>;
  close(): void;
}

export interface Question {
  readonly op: HelperOp;
  readonly args: Record<string, unknown>;
}

/** The bench of a configuration; its helpers are started when they are needed. */
export function patientOf(env: DoctorEnv, now: () => Date): Patient {
  const { benchPath, benchEnvironment, nice, databaseAdmin, databaseUserHost, stateDir, secret } = env.agent;
  // A cache would be the one thing that is left behind.
  const environment = { ...benchEnvironment, NODE_DISABLE_COMPILE_CACHE: "1" };
  const bench = { path: benchPath, environment, nice, databaseUserHost, backupsDir: stateDir, marksDir: stateDir };
  const scrub = scrubber([secret, ...(databaseAdmin === null ? [] : [databaseAdmin.password])]);
  const start = (purpose: { administrator?: typeof databaseAdmin }): Helper => startHelper({ bench, ...purpose, scrub, onComplaint: () => {} });
  const helpers = helperPool(1, () => start({}));
  let description: Promise<BenchDescription> | null = null;
  const ask: Patient["ask"] = async ({ op, args }, answer) => read(await helpers.call(op, args, limits()), answer);
  return {
    env, now, ask,
    describe: () => (description ??= ask({ op: "describe", args: {} }, benchDescription)),
    askAdministrator: async ({ op, args }, answer) => {
      const administrator = start({ administrator: databaseAdmin });
      try {
        return read(await administrator.call(op, args, limits()), answer);
      } finally {
        void administrator.end();
      }
    },
    close: () => helpers.end(),
  };
}

function limits(): { timeoutMs: number; signal: AbortSignal } {
  return { timeoutMs: QUESTION_TIMEOUT_MS, signal: AbortSignal.timeout(QUESTION_TIMEOUT_MS) };
}

function read<T>(result: Record<string, unknown>, answer: z.ZodType<T>): T {
  const parsed = answer.safeParse(result);
  if (!parsed.success) throw new BenchFailed(failure("HELPER_FAILED"), parsed.error);
  return parsed.data;
}
