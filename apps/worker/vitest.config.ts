import { defineConfig } from "vitest/config";

// Each file starts real processes, which for the most part wait: three files at once fill two cores.
export default defineConfig({
  test: { globalSetup: "@nexus/testing/global-setup", testTimeout: 120_000, hookTimeout: 120_000, maxWorkers: 3 },
});
