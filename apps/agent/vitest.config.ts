import { defineConfig } from "vitest/config";

/** Every file has an agent and a bench of its own; two at a time are enough for two cores. */
export default defineConfig({
  test: { include: ["test/**/*.test.ts"], testTimeout: 30_000, hookTimeout: 60_000, maxWorkers: 2 },
});
