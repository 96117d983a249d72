import { benchAt } from "@nexus/sandbox-bench/bench/paths";
import { siteServer } from "@nexus/sandbox-bench/http/server";

/** The sandbox's sites on a free port of this process. */
export async function serveSites(bench: string): Promise<{ url: string; close: () => Promise<void> }> {
  const server = siteServer(benchAt(bench));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The sites' server has no port.");
  const close = () => new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${address.port}`, close };
}
