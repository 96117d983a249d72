import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test, vi } from "vitest";

vi.setConfig({ testTimeout: 60_000 });

const APP = join(import.meta.dirname, "..");
const ROOT = join(APP, "../..");
const SECRET = "0123456789".repeat(4);
const NEEDED = { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none", NEXTAUTH_SECRET: SECRET, NEXUS_ENCRYPTION_KEY: SECRET };

/** Runs what Next.js runs before the first request, in a process of its own with these settings and no others. */
function start(settings: Record<string, string>): { code: number | null; said: string } {
  const program = 'const { register } = await import("./src/instrumentation.ts"); await register(); console.log("started");';
  const args = ["--conditions=react-server", "--no-warnings", "--input-type=module", "-e", program];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: APP, env: { ...NEEDED, ...settings } as never, encoding: "utf8" });
  return { code: status, said: `${stdout}${stderr}` };
}

test("the app starts on this machine with no word on proxies", () => {
  expect(start({})).toEqual({ code: 0, said: "started\n" });
});

test("a product configuration that is wrong ends the start with the file's name, from the root of the repository on", () => {
  const none = start({ PRODUCT_CONFIG: "no-such-folder/product.json" });
  expect(none).toEqual({ code: 1, said: `PRODUCT_CONFIG names a file that is not there: ${join(ROOT, "no-such-folder/product.json")}\n` });
  const noJson = start({ PRODUCT_CONFIG: "README.md" });
  expect(noJson.said).toContain(`The product configuration ${join(ROOT, "README.md")} cannot be read: `);
  expect(start({ PRODUCT_CONFIG: "package.json" }).said).toContain(`The product configuration ${join(ROOT, "package.json")} is not valid:`);
});

test("an app that others reach ends its start before it is told whether a proxy is in front", () => {
  const place = { NEXTAUTH_URL: "https://signup.example.com" };
  const untold = start(place);
  expect(untold.code).toBe(1);
  expect(untold.said).toContain("TRUST_PROXY is not set, and https://signup.example.com is reached by others");
  for (const TRUST_PROXY of ["0", "1"]) expect(start({ ...place, TRUST_PROXY }).code).toBe(0);
});
