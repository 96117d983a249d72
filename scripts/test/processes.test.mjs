import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { eventually, state } from "./state.mjs";

const { identityOf } = await import("../launcher/processes/identity.mjs");
const { endLeftovers } = await import("../launcher/processes/leftovers.mjs");
const { releaseLock, takeLock, writeLock } = await import("../launcher/processes/lock.mjs");
const { recordProcess } = await import("../launcher/processes/records.mjs");
const { logs } = await import("../launcher/processes/ready.mjs");
const { supervise } = await import("../launcher/processes/supervise.mjs");

const READY = 'console.log(JSON.stringify({ msg: "ready" }));';
const FOREVER = "setInterval(() => undefined, 1000);";

const service = (name, program, more = {}) =>
  ({ name, program: process.execPath, args: ["-e", program], cwd: state, env: process.env, isReady: logs("ready"), stopMs: 2_000, ...more });

/** Starts a process in a group of its own, as the launcher does. */
function start(program) {
  const child = spawn(process.execPath, ["-e", program], { detached: true, stdio: "ignore" });
  return child.pid;
}

test("a service that is killed is started again, and told of", async () => {
  const said = [];
  const file = join(state, "starts");
  const running = supervise(service("phoenix", `require("fs").appendFileSync(${JSON.stringify(file)}, process.pid + "\\n"); ${READY} ${FOREVER}`), (text) => said.push(text));
  await running.ready();
  const pids = () => readFileSync(file, "utf8").trim().split("\n").map(Number);
  process.kill(pids()[0], "SIGKILL");
  await eventually(() => pids().length === 2, "a second start");
  assert.match(said[0], /phoenix ended \(SIGKILL\); it is started again in 1 s/);
  await running.stop();
  assert.equal(identityOf(pids()[1]), null);
});

test("a service that only ends makes the start fail with the end of its log", async () => {
  const running = supervise(service("stillborn", 'console.log("no such bench"); process.exit(78)'), () => undefined);
  await assert.rejects(running.ready(), /stillborn ended .* times[^]*no such bench/);
  await running.stop();
});

test("what a service logged before it was started this time does not make it ready", async () => {
  const log = join(state, "old.log");
  writeFileSync(log, '{"msg":"ready"}\n');
  assert.equal(await logs("ready")({ log, from: 0 }), true);
  assert.equal(await logs("ready")({ log, from: readFileSync(log).length }), false);
});

test("a service that ignores SIGTERM is killed with all that it started", async () => {
  const file = join(state, "family");
  const family = `const child = require("child_process").spawn(process.execPath, ["-e", 'process.on("SIGTERM", () => {}); ${FOREVER}']);
    process.on("SIGTERM", () => {}); require("fs").writeFileSync(${JSON.stringify(file)}, process.pid + " " + child.pid); ${READY} ${FOREVER}`;
  const running = supervise(service("stubborn", family, { stopMs: 100 }), () => undefined);
  await running.ready();
  const pids = readFileSync(file, "utf8").split(" ").map(Number);
  await running.stop();
  assert.deepEqual(pids.map(identityOf), [null, null]);
});

test("what a killed launcher left running is ended, a process that only has its number is not", async () => {
  const left = start(FOREVER);
  const stranger = start(FOREVER);
  recordProcess("left", left);
  writeFileSync(join(state, "run/stranger.json"), JSON.stringify({ pid: stranger, identity: identityOf(stranger).replace(/\d+$/, "1") }));
  assert.deepEqual(await endLeftovers(), ["left"]);
  assert.equal(identityOf(left), null);
  assert.notEqual(identityOf(stranger), null);
  process.kill(stranger, "SIGKILL");
  assert.deepEqual(await endLeftovers(), []);
});

test("a second launcher learns of the first, and one that was killed counts for nothing", async () => {
  assert.equal(takeLock(), null);
  writeLock({ summary: { site: "http://here" } });
  assert.deepEqual(takeLock().summary, { site: "http://here" });
  releaseLock();
  const killed = start(FOREVER);
  const identity = identityOf(killed);
  process.kill(killed, "SIGKILL");
  await eventually(() => identityOf(killed) === null, "its end");
  writeFileSync(join(state, "run/launcher.json"), JSON.stringify({ pid: killed, identity }));
  assert.equal(takeLock(), null);
  releaseLock();
});
