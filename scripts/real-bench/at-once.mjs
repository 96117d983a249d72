import { setTimeout as delay } from "node:timers/promises";
import { benchProcesses } from "./processes.mjs";
import { healthOf } from "./provision.mjs";
import { visitor } from "./visitor.mjs";

const LOOK_MS = 200;
/** As the inbox refreshes itself in a browser: many who look at it all the time would be what is measured. */
const INBOX_MS = 1_500;

/**
 * Asks for `count` workspaces at once. @returns `states` of the runs, `ms` until the last one's end, `commands`:
 * how many of the bench's worked at most at one time, with which priorities, and `health` meanwhile.
 */
export async function manyAtOnce({ bench, installation, say, signal }, count) {
  say(`${count} workspaces at once`);
  const visitors = Array.from({ length: count }, () => visitor(installation.web, { mailPollMs: INBOX_MS }));
  const begun = performance.now();
  const watch = watchCommands(bench);
  const health = await healthOf(installation, async () => {
    const runs = await Promise.all(visitors.map(async (someone) => ({ someone, id: await someone.signUp() })));
    return Promise.all(runs.map(async ({ someone, id }) => {
      const { state, error } = await someone.follow(id, { signal });
      say(`${state}${error === null ? "" : ` (${error.code})`}`);
      return state;
    }));
  });
  const commands = await watch.end();
  return { states: health.result, ms: performance.now() - begun, commands, health };
}

function watchCommands(bench) {
  const seen = { most: 0, nices: new Set(), over: false };
  const watching = (async () => {
    while (!seen.over) {
      const commands = benchProcesses(bench).filter(({ kind }) => kind === "command");
      seen.most = Math.max(seen.most, commands.length);
      for (const { nice } of commands) seen.nices.add(nice);
      await delay(LOOK_MS);
    }
  })();
  return {
    end: async () => {
      seen.over = true;
      await watching;
      return { most: seen.most, nices: [...seen.nices].sort((a, b) => a - b) };
    },
  };
}
