import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { createConnection, createServer, type Server } from "node:net";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Another agent works on the same state folder. */
export class StateInUse extends Error {
  override readonly name = "StateInUse";
}

/** Long enough for whoever found the folder free in the same moment to have taken it. */
const SETTLE_MS = 300;
/** A frozen agent takes the call and says nothing. */
const ANSWER_MS = 1_000;

/**
 * Takes the state folder for this process; two agents on one ledger would do commands twice. The holder
 * listens at a socket in the folder, which the kernel shuts when it dies, and which, other than a process id,
 * means the same in every container that has the folder. All of them have to be on one machine.
 *
 * @returns a function that gives it back.
 * @throws StateInUse
 */
export async function lockState(stateDir: string): Promise<() => void> {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const lock = path.join(stateDir, "agent.sock");
  const holder = await holderOf(stateDir);
  if (holder !== null) throw inUse(stateDir, holder);
  const own = `agent-${randomUUID()}.sock`;
  const server = await listen(stateDir, own);
  const { ino } = statSync(path.join(stateDir, own));
  // Replaces a dead one's. Of two that come at once the later one replaces the earlier one's, which sees that.
  renameSync(path.join(stateDir, own), lock);
  await delay(SETTLE_MS);
  const isOurs = (): boolean => statSync(lock, { throwIfNoEntry: false })?.ino === ino;
  if (!isOurs()) {
    server.close();
    throw inUse(stateDir, (await holderOf(stateDir)) ?? "one that came at the same time");
  }
  return () => {
    if (isOurs()) rmSync(lock, { force: true });
    server.close();
  };
}

/** Who holds a state folder, in words; null when nobody does. */
export async function holderOf(stateDir: string): Promise<string | null> {
  const socket = byShortPath(stateDir, "agent.sock", (file) => createConnection(file));
  let said = "";
  socket.setEncoding("utf8").on("data", (text: string) => (said += text));
  try {
    await once(socket, "connect");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ECONNREFUSED")) return null;
    throw error;
  }
  await once(socket, "end", { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => {});
  socket.destroy();
  return said === "" ? "one that does not answer" : said;
}

function inUse(stateDir: string, holder: string): StateInUse {
  return new StateInUse(`Another agent (${holder}) uses ${stateDir}. Stop it, or set AGENT_STATE_DIR and AGENT_PORT to others and BENCH_PATH to another bench.`);
}

async function listen(stateDir: string, name: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end(`process ${process.pid} on ${hostname()}`);
  });
  byShortPath(stateDir, name, (file) => server.listen(file));
  await once(server, "listening");
  return server.unref();
}

/** A socket's path may have 107 bytes, which a folder alone can have; Linux has a short way to every open folder. */
function byShortPath<T>(folder: string, name: string, use: (file: string) => T): T {
  if (process.platform !== "linux") return use(path.join(folder, name));
  const descriptor = openSync(folder, "r");
  try {
    return use(`/proc/self/fd/${descriptor}/${name}`);
  } finally {
    closeSync(descriptor);
  }
}
