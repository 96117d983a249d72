import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { AgentRefused } from "@nexus/agent-contract/errors";
import { z } from "zod";
import { writeDurably } from "./write-durably.ts";

/** Who calls, and whether the call undoes what the run's current attempt did. */
export interface Call {
  readonly run: string;
  readonly epoch: number;
  readonly undoes: boolean;
}

/** The highest epoch of each run, and whether its undo has begun, on disk before a call has any effect. */
export interface Fences {
  /**
   * @param call `undoes: null` for what neither does nor undoes anything.
   * @throws AgentRefused `STALE_EPOCH` when a higher epoch was seen, or when the call would do something
   *   although the undo of the same epoch has begun: it was sent before, and nobody waits for it any more.
   */
  pass(call: Omit<Call, "undoes"> & { readonly undoes: boolean | null }): void;
  /** Whether a call that was accepted is one of the past by now. */
  isStale(call: Call): boolean;
}

const stored = z.strictObject({ run: z.string(), epoch: z.int().positive(), undoing: z.boolean().default(false) });
type Stored = Pick<z.infer<typeof stored>, "epoch" | "undoing">;

/** Opens the fences below `directory`. */
export function openFences(directory: string): Fences {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = (run: string): string => path.join(directory, `${createHash("sha256").update(run).digest("hex").slice(0, 32)}.json`);
  // Read each time: a run has few calls, and an agent that runs for months sees very many runs.
  const seen = (run: string): Stored => read(file(run));
  const isPast = (before: Stored, { epoch, undoes }: { epoch: number; undoes: boolean | null }): boolean =>
    epoch < before.epoch || (epoch === before.epoch && before.undoing && undoes === false);
  return {
    isStale: (call) => isPast(seen(call.run), call),
    pass({ run, epoch, undoes }) {
      const before = seen(run);
      if (isPast(before, { epoch, undoes })) throw new AgentRefused("STALE_EPOCH");
      const undoing = undoes === true || (epoch === before.epoch && before.undoing);
      if (epoch === before.epoch && undoing === before.undoing) return;
      writeDurably(file(run), `${JSON.stringify({ run, epoch, undoing })}\n`);
    },
  };
}

function read(file: string): Stored {
  try {
    return stored.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { epoch: 0, undoing: false };
    throw error;
  }
}

/** `<run>:<attempt>:<step>:undo:<try>`; what undoes an earlier attempt, `….of-<attempt>`, comes before this one does anything. */
const OWN_UNDO = /^[^:]+:\d+:(?!.*\.of-\d+:)[^:]+:undo:\d+$/;

/** Whether a command of this key undoes what its own attempt did. */
export function undoesOwnAttempt(key: string): boolean {
  return OWN_UNDO.test(key);
}
