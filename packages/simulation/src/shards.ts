import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { ShardNews, ShardTask } from "./shard.ts";

const SHARD = fileURLToPath(new URL("shard.ts", import.meta.url));
const REGISTER = new URL("substitutes/register.ts", import.meta.url).href;

export interface Shards {
  readonly task: Omit<ShardTask, "own" | "of">;
  /** Name of a planted bug. */
  readonly plant?: string;
  readonly onNews: (news: ShardNews) => void;
}

/** Plays a part of a list in as many processes as there are cores. @throws Error when one of them ends badly. */
export async function playInShards({ task, plant, onNews }: Shards): Promise<void> {
  const of = availableParallelism();
  const stop = new AbortController();
  const shard = (own: number): Promise<void> => new Promise((resolve, reject) => {
    const child = fork(SHARD, [JSON.stringify({ ...task, own, of }), ...(plant === undefined ? [] : [`--plant=${plant}`])], {
      // The newer implementation of AsyncLocalStorage, which is cheaper; room for what lives for a moment.
      execArgv: ["--experimental-async-context-frame", "--max-semi-space-size=64", "--disable-warning=ExperimentalWarning", "--import", REGISTER],
      signal: stop.signal, killSignal: "SIGKILL", stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child.on("message", (news: ShardNews) => {
      onNews(news);
      if (task.untilFound && news.failure !== null) stop.abort();
    });
    child.on("error", (error) => (stop.signal.aborted ? resolve() : reject(error)));
    child.on("close", (code) => (code === 0 || stop.signal.aborted ? resolve() : reject(new Error(`A process of the simulation ended with code ${String(code)}.`))));
  });
  await Promise.all(Array.from({ length: of }, (_, own) => shard(own)));
}
