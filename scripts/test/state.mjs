import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

/** A folder for state and a file of settings of this test file's own; to be imported before the launcher's modules. */
export const state = mkdtempSync(join(tmpdir(), "nexus-launcher-"));
export const envFile = join(state, "settings");
process.env.NEXUS_STATE_DIR = state;
process.env.NEXUS_ENV_FILE = envFile;
writeFileSync(envFile, "");
after(() => rmSync(state, { recursive: true, force: true }));

/** Looks until `look` returns something true. */
export async function eventually(look, what, timeoutMs = 10_000) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`Not within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}
