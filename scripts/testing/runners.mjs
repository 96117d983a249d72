import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { NODE, ROOT } from "../launcher/paths.mjs";
import { startTestSystem } from "./system.mjs";

const CHROMIUM = process.env.NEXUS_E2E_CHROMIUM ?? "/usr/bin/chromium";

/** The tests of one package. */
export async function runVitest(folder, { scratch, serverUrl }) {
  const file = join(scratch, `${folder.replaceAll("/", "-")}.json`);
  const vitest = join(dirname(resolveFrom(folder, "vitest/package.json")), "vitest.mjs");
  const args = [vitest, "run", "--passWithNoTests", "--exclude=**/e2e/**", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await run(NODE, args, { cwd: join(ROOT, folder), env: { ...process.env, NEXUS_TEST_DATABASE_URL: serverUrl } });
  const report = readJson(file);
  const { numPassedTests: passed = 0, numFailedTests: failed = 0, numPendingTests: skipped = 0 } = report;
  return { passed, failed: atLeastOne(failed, code), skipped, failures: vitestFailures(report) };
}

/** The tests of the launcher itself, on the Node that it was started with. */
export async function runLauncherTests() {
  const folder = join(ROOT, "scripts/test");
  const files = readdirSync(folder).filter((name) => name.endsWith(".test.mjs")).map((name) => join(folder, name));
  let output = "";
  const code = await run(process.execPath, ["--test", "--test-reporter=spec", ...files], { cwd: ROOT, onOutput: (text) => { output += text; } });
  const count = (word) => Number(output.match(new RegExp(`^\\S* ?${word} (\\d+)$`, "m"))?.[1] ?? 0);
  // Each reporter line of a test that was not run ends with why.
  const reasons = [...output.matchAll(/^\s*\S* ?.* \([\d.]+ms\) # (?!SKIP$)(.+)$/gm)].map(([, reason]) => reason);
  return { passed: count("pass"), failed: atLeastOne(count("fail") + count("cancelled"), code), skipped: count("skipped"), note: [...new Set(reasons)].join("; ") };
}

/** The browser tests, against a whole system of their own. */
export async function runBrowserTests({ scratch, serverUrl, progress }) {
  if (!existsSync(CHROMIUM)) {
    return { passed: 0, failed: 0, skipped: countBrowserTests(), note: `no Chromium at ${CHROMIUM}; set NEXUS_E2E_CHROMIUM to one` };
  }
  const system = await startTestSystem({ scratch, serverUrl, progress });
  try {
    const file = join(scratch, "browser.json");
    const playwright = resolveFrom("apps/web", "@playwright/test/cli");
    const env = { ...process.env, ...system.env, NEXUS_E2E_CHROMIUM: CHROMIUM, PLAYWRIGHT_JSON_OUTPUT_FILE: file };
    const code = await run(NODE, [playwright, "test", "-c", "e2e/playwright.config.ts", "--reporter=list,json"], { cwd: join(ROOT, "apps/web"), env });
    const report = readJson(file);
    const { expected: passed = 0, unexpected: failed = 0, flaky = 0, skipped = 0 } = report.stats ?? {};
    return { passed, failed: atLeastOne(failed + flaky, code), skipped, failures: playwrightFailures(report) };
  } finally {
    await system.stop();
  }
}

/** How many there would have been, by their sources: without a browser nobody else counts them. */
function countBrowserTests() {
  const folder = join(ROOT, "apps/web/e2e");
  const sources = readdirSync(folder).filter((name) => name.endsWith(".spec.ts")).map((name) => readFileSync(join(folder, name), "utf8"));
  return sources.reduce((sum, source) => sum + source.split(/^\s*test\("/m).length - 1, 0);
}

/** Each failed test as one text: where, what, and the first lines of why. */
function vitestFailures({ testResults = [] }) {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === "failed");
    if (failed.length === 0 && message) return [failure(basename(name), "", message)];
    return failed.map(({ fullName, failureMessages }) => failure(basename(name), fullName, failureMessages.join("\n")));
  });
}

function playwrightFailures({ suites = [] }) {
  const specs = (suite) => [...suite.specs ?? [], ...(suite.suites ?? []).flatMap(specs)];
  return suites.flatMap(specs).filter(({ ok }) => !ok).map(({ file, title, tests }) => {
    const errors = tests.flatMap(({ results }) => results).flatMap(({ errors }) => errors);
    return failure(basename(file), title, errors.map(({ message }) => message).join("\n"));
  });
}

function failure(file, title, why) {
  const lines = stripVTControlCharacters(why).split("\n").filter((line) => line.trim() !== "" && !/^\s+at .*(node_modules|new Promise)/.test(line));
  return [`${file}  ${title}`, ...lines.slice(0, 12).map((line) => `  ${line}`)].join("\n");
}

/** A runner that ends badly without a failed test, e.g. on a syntax error, counts as one. */
function atLeastOne(failed, code) {
  return failed === 0 && code !== 0 ? 1 : failed;
}

function run(program, args, { cwd, env = process.env, onOutput = null }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", onOutput ? "pipe" : "inherit", "inherit"] });
    child.stdout?.setEncoding("utf8").on("data", (text) => {
      process.stdout.write(text);
      onOutput(text);
    });
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

function resolveFrom(folder, name) {
  return createRequire(join(ROOT, folder, "package.json")).resolve(name);
}
