import { defineConfig } from "vitest/config";

/** Every file has an agent and a bench of its own. They wait as much as they work, so three fit on two cores. */
export default defineConfig({
  test: { include: ["test/**/*.test.ts"], testTimeout: 30_000, hookTimeout: 60_000, maxWorkers: 3 },
});
