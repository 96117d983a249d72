/**
 * `npm run kill`: kills the real worker, agent and bench commands at every moment of every step, on real PostgreSQL
 * and the sandbox bench. Arguments after `--` are those of apps/worker/test/kills/main.ts; `--help` lists them.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Failure } from "./launcher/failure.mjs";
import { NODE, ROOT } from "./launcher/paths.mjs";
import { createProgress } from "./launcher/progress.mjs";
import { generateClient, installDependencies } from "./launcher/set-up.mjs";

try {
  const progress = createProgress();
  await installDependencies(progress);
  await generateClient(progress);
  const { status } = spawnSync(NODE, ["test/kills/main.ts", ...process.argv.slice(2)], { cwd: join(ROOT, "apps/worker"), stdio: "inherit" });
  process.exitCode = status ?? 1;
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
