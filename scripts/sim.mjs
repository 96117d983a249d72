/**
 * `npm run sim`: plays the shipped worker and agent in a model of all that is around them, with everything
 * going wrong that can. Arguments after `--` are those of packages/simulation/src/main.ts; `--help` lists them.
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
  const { status } = spawnSync(NODE, ["src/main.ts", ...process.argv.slice(2)], { cwd: join(ROOT, "packages/simulation"), stdio: "inherit" });
  process.exitCode = status ?? 1;
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
