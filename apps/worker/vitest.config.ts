import { defineConfig } from "vitest/config";

// Each file starts real processes; two files at once are as much as two cores bear.
export default defineConfig({
  test: { globalSetup: "@nexus/testing/global-setup", testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: 2 },
});
