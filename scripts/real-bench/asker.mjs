/** Asks each address of its argument, JSON of names and addresses, until its input ends; then prints how long the answers took. */
import { Agent } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { ask } from "./ask.mjs";

const PAUSE_MS = 50;
const told = new AbortController();
process.stdin.on("end", () => told.abort()).resume();

async function askUntilTold(url) {
  const agent = new Agent({ keepAlive: true });
  const times = [];
  let failed = 0;
  while (!told.signal.aborted) {
    const begun = performance.now();
    const { status } = await ask(url, { agent }).catch(() => ({ status: 0 }));
    if (status === 200) times.push(performance.now() - begun);
    else failed += 1;
    await delay(PAUSE_MS, undefined, { signal: told.signal }).catch(() => undefined);
  }
  agent.destroy();
  return { times: times.sort((a, b) => a - b), failed };
}

const urls = Object.entries(JSON.parse(process.argv[2]));
const asked = await Promise.all(urls.map(async ([name, url]) => [name, await askUntilTold(url)]));
process.stdout.write(JSON.stringify(Object.fromEntries(asked)));
