import { parseArgs } from "node:util";
import { createBench, DEFAULT_ROOT_PASSWORD } from "./bench/create.ts";
import { erpnext } from "./bench/default-apps.ts";
import { createMasterSite, isSiteComplete } from "./bench/master-site.ts";

/**
 * Creates a sandbox bench, or repairs one: `node init.ts <folder> [--master <host> [--master-password
 * <password>]] [--root-password <password>] [--speed fast|real|instant|<seconds>] [--erpnext]`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    master: { type: "string" },
    "master-password": { type: "string" },
    "root-password": { type: "string" },
    speed: { type: "string" },
    erpnext: { type: "boolean", default: false },
  },
});
const [root] = positionals;
if (root === undefined) {
  process.stderr.write("Say where the bench shall be: node init.ts <folder> [--master <host>] [--root-password <password>] [--speed fast|real|instant|<seconds>] [--erpnext]\n");
  process.exit(2);
}
const rootPassword = values["root-password"] ?? DEFAULT_ROOT_PASSWORD;
const speed = values.speed === undefined ? undefined : /^\d+(\.\d+)?$/.test(values.speed) ? Number(values.speed) : values.speed;
const bench = createBench(root, { rootPassword, apps: values.erpnext ? [erpnext] : [], ...(speed === undefined ? {} : { speed }) });
process.stdout.write(`Sandbox bench ready in ${bench.root}\n`);
if (values.master !== undefined && !isSiteComplete(bench, values.master)) {
  await createMasterSite(bench, { host: values.master, rootPassword, adminPassword: values["master-password"] });
  process.stdout.write(`Master site ${values.master} ready\n`);
}
