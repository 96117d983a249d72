import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { connect } from "../src/connect.ts";
import { addressesGiven } from "../src/prepare-database.ts";

// The start waited for ever when DATABASE_URL named a Redis.
test("a server that is no PostgreSQL and says nothing is given up, with what to look at", async () => {
  const server = createServer((socket) => void socket.resume()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await expect(connect(`postgresql://nexus:s3cret@127.0.0.1:${port}/nexus`, 200)).rejects.toThrow(
    `127.0.0.1:${port} did not answer like a PostgreSQL server within 0.2 seconds. Does something else listen there, or does a firewall hold the call?`,
  );
  server.close();
});

test.each(["mysql://foo", "redis://127.0.0.1:6379", "http://db.example.com/nexus"])("%s is refused before anybody is asked", (address) => {
  const of = (name: string) => `${name} is not a PostgreSQL address (postgresql://…).`;
  expect(() => addressesGiven({ url: address, ownerUrl: undefined, password: undefined })).toThrow(of("DATABASE_URL"));
  expect(() => addressesGiven({ url: "postgresql://a/b", ownerUrl: address, password: undefined })).toThrow(of("DATABASE_OWNER_URL"));
});

test.each(["postgresql://u:p@h:5432/d", "postgres:///d?host=/run/postgresql", "socket:/run/postgresql?db=d"])("%s is taken", (url) => {
  expect(addressesGiven({ url, ownerUrl: undefined, password: undefined })).toMatchObject({ owner: url });
});
