import { Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { ask } from "./ask.mjs";

const PAUSE_MS = 50;

/** Asks an address again and again while `work` lasts. @returns `{times, failed, result}`; times in ms, sorted. */
export async function askWhile(url, work) {
  const agent = new Agent({ keepAlive: true });
  const state = { over: false };
  const asking = askUntil(state, url, agent);
  try {
    const result = await work();
    state.over = true;
    return { ...await asking, result };
  } finally {
    state.over = true;
    agent.destroy();
  }
}

async function askUntil(state, url, agent) {
  const times = [];
  let failed = 0;
  while (!state.over) {
    const begun = performance.now();
    const { status } = await ask(url, { agent }).catch(() => ({ status: 0 }));
    if (status === 200) times.push(performance.now() - begun);
    else failed += 1;
    await delay(PAUSE_MS);
  }
  return { times: times.sort((a, b) => a - b), failed };
}

/** The value that `share` of the sorted values do not pass. */
export function percentile(sorted, share) {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
