import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@nexus/testing/eventually";
import { expect, test } from "vitest";

// Of a test run that was cut by a time limit an agent survived.
test("a program that a test started ends with the test's process, even by kill -9, and not before", async () => {
  const folder = await mkdtemp(join(tmpdir(), "nexus-process-test-"));
  const starter = join(folder, "starter.mjs");
  const options = { script: join(folder, "program.mjs"), env: {}, logFile: join(folder, "program.log") };
  await writeFile(options.script, "console.log('alive'); setInterval(() => undefined, 1_000);");
  await writeFile(starter, `
    import { startProgram } from ${JSON.stringify(join(import.meta.dirname, "world/process.ts"))};
    const program = startProgram(${JSON.stringify(options)});
    await program.prints("alive");
    console.log(program.pid);
    await program.ended;`);
  const test = spawn(process.execPath, [starter], { stdio: ["ignore", "pipe", "inherit"] });
  const pid = Number(await new Promise((resolve) => test.stdout.once("data", resolve)));
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  test.kill("SIGKILL");
  await eventually(() => expect(existsSync(`/proc/${pid}`)).toBe(false), { timeoutMs: 20_000 });
  await rm(folder, { recursive: true });
});
