import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createPool } from "../src/connection.ts";

/** A message of PostgreSQL's protocol: https://www.postgresql.org/docs/current/protocol-message-formats.html */
const message = (type: string, ...parts: readonly (string | number[])[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(`${part}\0`) : Buffer.from(part))));
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
};

// Workers died of this when PostgreSQL was restarted under them.
test("a server that shuts down right after it took a connection fails the query, and does not end the process", async () => {
  const server = createServer((socket) => void socket.once("data", () => socket.end(Buffer.concat([
    message("R", [0, 0, 0, 0]), message("Z", [73]),
    message("E", "SFATAL", "VFATAL", "C57P01", "Mterminating connection due to administrator command", [0]),
  ]))));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const pool = createPool(`postgresql://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/nexus`, 1);
  const client = await pool.connect();
  await expect(client.query("select 1")).rejects.toThrow(/not queryable|terminat/i);
  client.release(true);
  await pool.end();
  server.close();
});
