import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../failure.mjs";
import { logFile, sizeOf, tail } from "../logs.mjs";
import { endGroup } from "./end-group.mjs";
import { forgetProcess, recordProcess } from "./records.mjs";

const READY_POLL_MS = 100;
const READY_TIMEOUT_MS = 60_000;
/** sysexits' EX_CONFIG: a setting is wrong, and another try would end alike. */
const MISCONFIGURED = 78;
/** A service that ends so often before it was ready once will not become ready. */
const TRIES_TO_START = 3;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** After so long a life the next end counts as the first. */
const STEADY_MS = 60_000;

/**
 * Starts a service and keeps it running: one that ends is started again, after a second at least.
 *
 * @param service `name`; `program`, `args`, `cwd`, `env`; `isReady({log, from})`: whether it does its work;
 *   `stopMs`: how long it may take to end.
 * @param say gets a sentence for each end and restart.
 */
export function supervise(service, say) {
  const log = logFile(service.name);
  const state = { child: null, from: 0, ends: 0, stopping: false, wait: FIRST_WAIT_MS };
  launch(service, log, state, say);
  return {
    name: service.name,
    log,
    ready: () => waitUntilReady(service, log, state),
    stop: async () => {
      state.stopping = true;
      if (state.child?.pid !== undefined) await endGroup(state.child.pid, service.stopMs);
      forgetProcess(service.name);
    },
  };
}

function launch(service, log, state, say) {
  const output = openSync(log, "a", 0o600);
  const began = Date.now();
  state.from = sizeOf(log);
  const child = spawn(service.program, service.args, { cwd: service.cwd, env: service.env, stdio: ["ignore", output, output], detached: true });
  closeSync(output);
  state.child = child;
  if (child.pid !== undefined) recordProcess(service.name, child.pid);
  let over = false;
  const onEnd = async (how) => {
    if (over || state.stopping) return;
    over = true;
    state.ends += 1;
    // Whoever it has left behind would hold its port.
    if (child.pid !== undefined) await endGroup(child.pid, 500);
    if (Date.now() - began > STEADY_MS) state.wait = FIRST_WAIT_MS;
    say(`${service.name} ended (${how}); it is started again in ${state.wait / 1000} s. Its log: ${log}`);
    await delay(state.wait);
    state.wait = Math.min(state.wait * 2, LONGEST_WAIT_MS);
    if (!state.stopping) launch(service, log, state, say);
  };
  child.once("error", (error) => void onEnd(error.message));
  child.once("exit", (code, signal) => {
    if (code === MISCONFIGURED) state.ends = TRIES_TO_START;
    void onEnd(signal ?? `exit code ${code}`);
  });
}

async function waitUntilReady(service, log, state) {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!state.stopping) {
    if (await service.isReady({ log, from: state.from })) return;
    const reason = state.ends >= TRIES_TO_START ? `ended ${state.ends} times` : Date.now() > deadline ? `was not ready within ${READY_TIMEOUT_MS / 1000} s` : null;
    if (reason) throw new Failure(`${service.name} ${reason}, so the start was given up. Data is safe. Its log ends with:\n\n${tail(log)}\nAll of it: ${log}`);
    await delay(READY_POLL_MS);
  }
}
