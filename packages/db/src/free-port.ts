import { createServer } from "node:net";

/** Highest port that there is. */
const LAST_PORT = 65_535;

/**
 * The first port from `preferred` on that nobody listens on at 127.0.0.1; 0 takes any.
 *
 * @throws Error when all ports up to 65535 are taken.
 */
export async function freePort(preferred = 0): Promise<number> {
  for (let port = preferred; port <= LAST_PORT; port += 1) {
    const taken = await tryListen(port);
    if (taken !== null) return taken;
  }
  throw new Error(`No port from ${preferred} on is free.`);
}

function tryListen(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : null));
    });
  });
}
