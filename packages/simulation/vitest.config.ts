import { defineConfig } from "vitest/config";

export default defineConfig({ test: { globalSetup: "@nexus/testing/global-setup", testTimeout: 1_200_000, hookTimeout: 60_000 } });
