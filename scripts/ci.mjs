/**
 * `.ci/run`: everything that has to hold on a clean clone, in the order in which mistakes show
 * soonest; ends with the tests, whose last line counts them.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { delimiter, join } from "node:path";
import { NODE, ROOT } from "./launcher/paths.mjs";
import { createProgress } from "./launcher/progress.mjs";
import { generateClient, installDependencies } from "./launcher/set-up.mjs";

/** What the tests of pages and of the proxy need, and Debian's packages that bring it. RUNLEVEL keeps nginx from being started when it is installed. */
const PROGRAMS = ["/usr/bin/chromium", "/usr/sbin/nginx"];
const DEBIAN_PACKAGES = ["chromium", "fonts-dejavu-core", "nginx-light"];
/** Random courses of events that the simulation plays, see packages/simulation. */
const SEEDS = 10_000;
const started = Date.now();
const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;

/** turbo looks for pnpm on the PATH, where a machine need not have it. */
const PATH = [join(ROOT, "node_modules/.bin"), process.env.PATH].join(delimiter);

const QUIET = { TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1" };

function step(name, program, args, env = {}) {
  console.log(`\n=== ${name} (${seconds()})`);
  const { status, error } = spawnSync(program, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...QUIET, ...env } });
  if (status !== 0) failed(name, error ? `: ${error.message}` : "");
}

function failed(name, why = "") {
  console.error(`\n${name} failed after ${seconds()}${why}.`);
  process.exit(1);
}

/** Plays a part of the simulation as `npm run sim` does, behind everything else. @returns `{code, said}` */
async function simulate(args) {
  const child = spawn("nice", ["-n", "19", NODE, "src/main.ts", ...args], { cwd: join(ROOT, "packages/simulation"), stdio: ["ignore", "pipe", "pipe"] });
  const [output, complaints, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const lines = output.split("\n").filter((line) => !/^(seeds|singles) \[/.test(line));
  return { code, said: `${lines.join("\n").trim()}${complaints}` };
}

if (!PROGRAMS.every((program) => existsSync(program))) {
  step("Install chromium and nginx for the tests", "apt-get", ["update", "-q"]);
  step("Install chromium and nginx for the tests", "apt-get", ["install", "-y", "-q", "--no-install-recommends", ...DEBIAN_PACKAGES], { RUNLEVEL: "1" });
}
const progress = createProgress();
await installDependencies(progress);
await generateClient(progress);
step("Documentation", NODE, ["scripts/check-docs.mjs"]);
step("Lint", NODE, ["node_modules/eslint/bin/eslint.js", "."]);
step("Types", NODE, ["node_modules/turbo/bin/turbo", "run", "typecheck", "--concurrency=2"], { PATH });
// With what the tests leave of the processors, which is much: they wait a lot.
const seeds = simulate(["--seeds", String(SEEDS)]);
console.log(`\n=== Production build and tests (${seconds()})`);
const tests = spawn("npm", ["test"], { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...QUIET } });
const tested = once(tests, "close").then(([code]) => (code === 0 ? null : failed("Production build and tests")));
const [{ code, said }] = await Promise.all([seeds, tested]);
console.log(`\n=== ${SEEDS} seeds of the simulation, beside the tests (${seconds()})\n${said}`);
if (code !== 0) failed("Simulation");
console.log(`\nAll of it took ${seconds()}.`);
