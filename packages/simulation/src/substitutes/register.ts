import { registerHooks } from "node:module";
import { DatabaseServer } from "../database/server.ts";
import { plantedBug, withBug } from "../planted/bugs.ts";
import { here } from "../kernel/process.ts";
import { installClocks } from "../kernel/clocks.ts";

/** Files of the product that talk to the outside, and what stands in for each in a simulation. */
const REPLACED: Readonly<Record<string, string>> = {
  "apps/agent/src/process/spawn.ts": "spawn.ts",
  "apps/agent/src/process/identity.ts": "identity.ts",
  "apps/agent/src/process/end-tree.ts": "end-tree.ts",
  "apps/agent/src/helper/process.ts": "helper-process.ts",
  "apps/agent/src/runner/run-bench.ts": "run-bench.ts",
  "apps/worker/src/ports/ask-site.ts": "ask-site.ts",
  "apps/worker/src/mail/delivery.ts": "mail-delivery.ts",
  "packages/agent-contract/src/client.ts": "agent-client.ts",
  "packages/db/src/client.ts": "database-client.ts",
  "packages/api/src/accounts/password-hash.ts": "password-hash.ts",
  "packages/api/src/accounts/refuse-weak-password.ts": "weak-password.ts",
};
const MODULES: Readonly<Record<string, string>> = {
  "node:fs": "fs.ts",
  "node:timers/promises": "timers-promises.ts",
  "node:crypto": "crypto.ts",
  "@dbos-inc/dbos-sdk": "dbos.ts",
};

const root = new URL("../../../../", import.meta.url).href;
const isProduct = (url: string | undefined): boolean => url !== undefined && url.startsWith(root) && !url.includes("/node_modules/") && !url.includes("/packages/simulation/") && !url.includes("/generated/");
const substitute = (name: string): string => new URL(name, import.meta.url).href;

/** `--plant=<name>` among the program's arguments: see planted/bugs.ts. */
const plant = process.argv.find((argument) => argument.startsWith("--plant="))?.slice("--plant=".length);
const bug = plant === undefined ? null : plantedBug(plant);

if (bug?.withoutIndex !== undefined) DatabaseServer.droppedIndexes.add(bug.withoutIndex);
installClocks();
// Most errors here are made to be caught, a thousand times; what an error says tells enough.
Error.stackTraceLimit = 0;
const { error: say } = console;
// What a simulated program says on its standard error is nobody's business here.
console.error = (...words: unknown[]) => { if (here() === undefined) say(...words); };
registerHooks({
  resolve: (specifier, context, nextResolve) => {
    if (!isProduct(context.parentURL)) return nextResolve(specifier, context);
    const module = MODULES[specifier];
    if (module !== undefined) return { url: substitute(module), shortCircuit: true };
    const resolved = nextResolve(specifier, context);
    const file = REPLACED[resolved.url.slice(root.length)];
    return file === undefined ? resolved : { url: substitute(file), shortCircuit: true };
  },
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    if (bug === null || url !== `${root}${bug.file}`) return loaded;
    return { ...loaded, source: withBug(String(loaded.source), bug) };
  },
});
