import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../launcher/failure.mjs";
import { createProgress } from "../launcher/progress.mjs";
import { generateClient, installDependencies } from "../launcher/set-up.mjs";
import { manifestOf, workspaceFolders } from "../launcher/workspace.mjs";
import { lastLine } from "./last-line.mjs";
import { holdPostgres } from "./postgres.mjs";
import { runBrowserTests, runLauncherTests, runVitest } from "./runners.mjs";

/** Packages whose tests others build on come first: a mistake there explains the rest. */
const FIRST = ["packages/domain", "packages/agent-contract", "packages/db", "packages/testing", "packages/sandbox-bench"];

/** Runs everything, prints `N passed, N failed` and what was not run. @returns the exit code. */
export async function runAllTests() {
  const progress = createProgress();
  const scratch = mkdtempSync(join(tmpdir(), "nexus-test-"));
  let postgres = null;
  const results = [];
  try {
    await installDependencies(progress);
    await generateClient(progress);
    postgres = await progress.during("Starting PostgreSQL for the tests", holdPostgres);
    const run = async (name, runner) => results.push({ name, ...await heading(name, progress, runner) });
    await run("scripts", () => runLauncherTests());
    for (const folder of testedFolders()) await run(folder, () => runVitest(folder, { scratch, serverUrl: postgres.url }));
    await run("browser", () => runBrowserTests({ scratch, serverUrl: postgres.url, progress }));
  } catch (error) {
    console.error(`\n${error instanceof Failure ? error.message : error.stack}`);
    results.push({ name: "set-up", passed: 0, failed: 1 });
  } finally {
    await postgres?.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
  return report(results);
}

async function heading(name, progress, runner) {
  console.log("");
  progress.say(`Tests of ${name}`);
  return runner();
}

function testedFolders() {
  const folders = workspaceFolders().filter((folder) => manifestOf(folder).scripts?.test !== undefined);
  return [...FIRST.filter((folder) => folders.includes(folder)), ...folders.filter((folder) => !FIRST.includes(folder))];
}

function report(results) {
  for (const { name, failures = [] } of results) {
    for (const text of failures) console.log(`\nFailed in ${name}: ${text}`);
  }
  console.log("");
  for (const { name, passed, failed, skipped, note } of results) {
    console.log(`  ${failed > 0 ? "✗" : "✓"} ${name.padEnd(26)} ${passed} passed, ${failed} failed${skipped ? `, ${skipped} not run` : ""}${note ? ` (${note})` : ""}`);
  }
  console.log(`\n${lastLine(results)}`);
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
}
