import { benchAt } from "../src/bench/paths.ts";
import { siteServer } from "../src/http/server.ts";

/** A web server that runs, and the way to end it. */
export interface Served {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the sandbox bench at `root` on a free port. */
export async function serveBench(root: string): Promise<Served> {
  const server = siteServer(benchAt(root));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new Error("The server has no port.");
  return {
    address: `http://127.0.0.1:${bound.port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** The sites of a bench under test: served here for a sandbox, at CONFORMANCE_URL by a real bench's own web server. */
export async function serveSites(bench: { readonly root: string; readonly isSandbox: boolean }): Promise<Served> {
  if (bench.isSandbox) return serveBench(bench.root);
  const address = process.env["CONFORMANCE_URL"];
  if (address === undefined) throw new Error("Set CONFORMANCE_URL to where the bench serves its sites.");
  return { address, close: async () => {} };
}
