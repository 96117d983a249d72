import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { cliEnvironment } from "./env.ts";

/**
 * Writes the Prisma client to src/generated. `prisma generate` insists on a schema engine although it
 * does not use one, and would download it: an existing file that cannot be executed keeps it quiet.
 */
const cli = createRequire(import.meta.url).resolve("prisma/build/index.js");
const schema = join(import.meta.dirname, "../../../prisma/schema.prisma");
const result = spawnSync(process.execPath, [cli, "generate", "--schema", schema], {
  cwd: join(import.meta.dirname, ".."),
  stdio: "inherit",
  env: cliEnvironment({ PRISMA_SCHEMA_ENGINE_BINARY: schema, PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" }),
});
process.exitCode = result.status ?? 1;
