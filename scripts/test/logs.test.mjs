import assert from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { eventually, state } from "./state.mjs";

const { keepRotating, logFile } = await import("../launcher/logs.mjs");
const { logs } = await import("../launcher/processes/ready.mjs");
const { supervise } = await import("../launcher/processes/supervise.mjs");

test("the log of a process that runs is emptied when it has more than 10 MB, and what it held is kept beside it", async () => {
  // Writes a line whenever it is told to, like a program that works for weeks.
  const program = 'console.log(JSON.stringify({ msg: "ready" })); process.on("SIGUSR2", () => console.log(JSON.stringify({ msg: "later" }))); setInterval(() => undefined, 1000);';
  const service = { name: "talker", program: process.execPath, args: ["-e", program], cwd: state, env: process.env, isReady: logs("ready"), stopMs: 2_000 };
  const running = supervise(service, () => undefined);
  await running.ready();
  const pid = JSON.parse(readFileSync(`${state}/run/talker.json`, "utf8")).pid;
  const end = keepRotating([running.log, logFile("never-written")], 20);
  try {
    appendFileSync(running.log, "x".repeat(1024 * 1024));
    assert.equal(existsSync(`${running.log}.1`), false);
    appendFileSync(running.log, "x".repeat(10 * 1024 * 1024));
    await eventually(() => statSync(running.log).size === 0, "an empty log");
    assert.equal(await logs("later")({ log: running.log, from: 99 }), false);
    assert.match(readFileSync(`${running.log}.1`, "utf8"), /^\{"msg":"ready"\}\nx+$/);
    process.kill(pid, "SIGUSR2");
    await eventually(() => statSync(running.log).size > 0, "another line");
    assert.equal(readFileSync(running.log, "utf8"), '{"msg":"later"}\n');
    assert.equal(await logs("later")({ log: running.log, from: 11 * 1024 * 1024 }), true, "it was sought where the log ended before");
  } finally {
    end();
    await running.stop();
  }
});
