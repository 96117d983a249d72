import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../launcher/failure.mjs";
import { NODE, ROOT } from "../launcher/paths.mjs";
import { createProgress } from "../launcher/progress.mjs";
import { installDependencies } from "../launcher/set-up.mjs";
import { givenSettings } from "../launcher/settings/load.mjs";
import { appsOf, conformanceEnvironment } from "./real-bench.mjs";

/** Runs the conformance suite on the bench that the settings name. @param parts names of its files, to play those alone. @returns the exit code. */
export async function testRealBench(parts) {
  const scratch = mkdtempSync(join(tmpdir(), "nexus-conformance-"));
  try {
    const bench = conformanceEnvironment(givenSettings());
    const progress = createProgress();
    await installDependencies(progress);
    progress.say(`Conformance suite on ${bench.CONFORMANCE_BENCH} (${appsOf(bench.CONFORMANCE_BENCH)}); it takes a quarter of an hour or more`);
    const args = [join(ROOT, "packages/sandbox-bench/node_modules/vitest/vitest.mjs"), "run", "--maxWorkers=1", "--reporter=verbose", ...(parts.length === 0 ? [""] : parts).map((part) => `test/conformance/${part}`)];
    const { status } = spawnSync(NODE, args, { cwd: join(ROOT, "packages/sandbox-bench"), stdio: "inherit", env: { ...process.env, ...bench, CONFORMANCE_SCRATCH: scratch } });
    return status ?? 1;
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error.stack);
    return 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
