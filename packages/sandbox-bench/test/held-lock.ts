import { spawn } from "node:child_process";
import { once } from "node:events";
import { takeLock } from "../src/disk/lock.ts";

/** A lock that is held until it is released. */
export interface HeldLock {
  release(): void;
}

/** Holds the lock of `file` as another command would: `flock` on a real bench, the sandbox's own kind there. */
export async function holdLock(file: string, isSandbox: boolean): Promise<HeldLock> {
  if (isSandbox) return onlyOnce(takeLock(file, 0));
  const holder = spawn("flock", ["--nonblock", file, "sh", "-c", "echo held; exec cat"], { stdio: ["pipe", "pipe", "inherit"] });
  await Promise.race([once(holder.stdout, "data"), once(holder, "close").then(() => Promise.reject(new Error(`${file} is held by another.`)))]);
  return { release: () => holder.stdin.destroy() };
}

function onlyOnce(lock: HeldLock): HeldLock {
  let held = true;
  return {
    release: () => {
      if (held) lock.release();
      held = false;
    },
  };
}
