import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Failure } from "../launcher/failure.mjs";
import { NODE, ROOT } from "../launcher/paths.mjs";
import { createProgress } from "../launcher/progress.mjs";
import { generateClient, installDependencies } from "../launcher/set-up.mjs";

/** Sets up what the benchmark needs and runs it. @returns the exit code. */
export async function benchBurst() {
  try {
    const progress = createProgress();
    await installDependencies(progress);
    await generateClient(progress);
    const { status } = spawnSync(NODE, ["test/burst/main.ts"], { cwd: join(ROOT, "packages/api"), stdio: "inherit" });
    return status ?? 1;
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error.stack);
    return 1;
  }
}
