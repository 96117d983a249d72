import { defineConfig } from "vitest/config";

// Thousands of generated names take long on a machine that is busy with other things.
export default defineConfig({ test: { testTimeout: 60_000 } });
