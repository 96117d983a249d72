import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { AgentRefused } from "@nexus/agent-contract/errors";
import { z } from "zod";
import { writeDurably } from "./write-durably.ts";

/** The highest epoch of each run, on disk before a call with it has any effect. */
export interface Fences {
  /** @throws AgentRefused `STALE_EPOCH` when a higher epoch was seen. */
  pass(fence: { run: string; epoch: number }): void;
  highest(run: string): number;
}

const stored = z.strictObject({ run: z.string(), epoch: z.int().positive() });

/** Opens the fences below `directory`. */
export function openFences(directory: string): Fences {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = (run: string): string => path.join(directory, `${createHash("sha256").update(run).digest("hex").slice(0, 32)}.json`);
  // Read each time: a run has few calls, and an agent that runs for months sees very many runs.
  const highest = (run: string): number => readEpoch(file(run));
  return {
    highest,
    pass({ run, epoch }) {
      if (epoch < highest(run)) throw new AgentRefused("STALE_EPOCH");
      if (epoch === highest(run)) return;
      writeDurably(file(run), `${JSON.stringify({ run, epoch })}\n`);
    },
  };
}

function readEpoch(file: string): number {
  try {
    return stored.parse(JSON.parse(readFileSync(file, "utf8"))).epoch;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return 0;
    throw error;
  }
}
