import { defineConfig } from "vitest/config";

/** Two benches at once are enough for two cores; a real bench takes minutes where the sandbox takes seconds. */
export default defineConfig({
  test: { include: ["test/**/*.test.ts"], testTimeout: 20_000, hookTimeout: 60_000, maxWorkers: 2, isolate: false },
});
