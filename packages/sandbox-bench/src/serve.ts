import { parseArgs } from "node:util";
import { benchAt } from "./bench/paths.ts";
import { siteServer } from "./http/server.ts";

/** Serves a bench's sites by their host: `node serve.ts --bench <folder> --port <number> [--host 127.0.0.1]`. */
const { values } = parseArgs({
  options: { bench: { type: "string" }, port: { type: "string" }, host: { type: "string", default: "127.0.0.1" } },
});
const port = Number(values.port ?? Number.NaN);
if (values.bench === undefined || !Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write("Say which bench to serve and where: node serve.ts --bench <folder> --port <number> [--host 127.0.0.1]\n");
  process.exit(2);
}
const server = siteServer(benchAt(values.bench));
server.on("error", (error) => {
  process.stderr.write(`The sandbox's sites cannot be served on ${values.host}:${port}: ${error.message}\n`);
  process.exit(1);
});
server.listen(port, values.host, () => {
  const address = server.address();
  process.stdout.write(`Sandbox sites on http://${values.host}:${typeof address === "object" && address !== null ? address.port : port}\n`);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  });
}
