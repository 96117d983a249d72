import { defineConfig } from "@playwright/test";

/** Browser tests against a running system; `npm test` starts one and says where it is. */
const baseURL = process.env.NEXUS_E2E_URL ?? "http://nexus.localhost:3000";

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  // A test that passes only at the second try is a broken test.
  retries: 0,
  reporter: [["list"]],
  use: {
    baseURL,
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env.NEXUS_E2E_CHROMIUM ?? "/usr/bin/chromium",
      // Chromium's sandbox refuses to work as root.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
