/**
 * `npm run doctor`: looks at the bench with the settings of `npm start` and changes nothing. The checks
 * are in apps/agent/src/doctor; `--json` after `--` gives one document.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { Failure } from "./launcher/failure.mjs";
import { NODE, ROOT } from "./launcher/paths.mjs";
import { withBench } from "./launcher/services.mjs";
import { environmentFor } from "./launcher/settings/for-children.mjs";
import { loadSettings } from "./launcher/settings/load.mjs";

/** Where the sandbox's sites are unless its port was taken. */
const SANDBOX_SITES_PORT = 8080;

try {
  if (!existsSync(NODE)) throw new Failure("The dependencies are not installed yet. Run `npm start` once, or `npx pnpm install`.");
  const settings = withBench(loadSettings());
  const upstream = settings.SITES_UPSTREAM ?? `http://127.0.0.1:${settings.SITES_PUBLIC_PORT ?? SANDBOX_SITES_PORT}`;
  const env = environmentFor("doctor", { ...settings, SITES_UPSTREAM: upstream });
  const { status } = spawnSync(NODE, ["apps/agent/src/doctor/main.ts", ...process.argv.slice(2)], { cwd: ROOT, env, stdio: "inherit" });
  process.exitCode = status ?? 1;
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
