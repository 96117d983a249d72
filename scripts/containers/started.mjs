import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { NODE } from "../launcher/paths.mjs";

const PATIENCE_MS = 60_000;
const POLL_MS = 100;

/**
 * Starts a program from a laid out image as the image would, on the environment alone that is given.
 *
 * @returns `{said, stop, ended}`
 */
export function start({ root, workdir, env }, args, environment) {
  const child = spawn(NODE, args, { cwd: join(root, workdir), env: { PATH: process.env.PATH, HOME: root, ...env, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => { said += text; });
  const ended = once(child, "close").then(([code, signal]) => code ?? signal);
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return { said: () => said, ended, stop, isOver: () => child.exitCode !== null || child.signalCode !== null };
}

/** Waits until `probe` gives something other than null; a program that ends before that is the failure. */
export async function until(probe, program) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await probe();
    if (found !== null) return found;
    if (program.isOver()) throw new Error(`It ended: ${program.said()}`);
    if (Date.now() > deadline) throw new Error(`It took more than ${PATIENCE_MS / 1000} s and said: ${program.said()}`);
    await delay(POLL_MS);
  }
}

/** A probe: the answer to a GET, or null while nobody answers. */
export const answered = (url) => () => fetch(url).catch(() => null);
