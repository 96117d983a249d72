import { closeSync, openSync, readSync } from "node:fs";
import type { Progress } from "@nexus/agent-contract/view";
import { lineSplitter } from "../progress/line-splitter.ts";
import { parseProgress } from "../progress/parse.ts";

const BLOCK = 65_536;

/** Reads what was appended to a command's output since the last call; answers its latest progress. */
export function followOutput(file: string): () => Progress | null {
  const block = new Uint8Array(BLOCK);
  let position = 0;
  let progress: Progress | null = null;
  const decoder = new TextDecoder();
  const lines = lineSplitter((line) => (progress = parseProgress(line) ?? progress));
  return () => {
    for (const piece of piecesFrom(file, position, block)) {
      position += piece.length;
      lines.push(decoder.decode(piece, { stream: true }));
    }
    return progress;
  };
}

/** What the file holds from `start` on, piece by piece, each read into the same `block`. */
function* piecesFrom(file: string, start: number, block: Uint8Array): Generator<Uint8Array> {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch {
    return; // The runner has not said anything yet.
  }
  try {
    for (let at = start; ; ) {
      const length = readSync(descriptor, block, 0, BLOCK, at);
      if (length === 0) return;
      at += length;
      yield block.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
