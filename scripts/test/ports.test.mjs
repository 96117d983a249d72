import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { choosePort, isFree } from "../launcher/ports.mjs";

async function listening(host) {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  return { port: server.address().port, close: () => server.close() };
}

const choice = (settings = {}, taken = new Set()) => {
  const said = [];
  return { settings, taken, say: (sentence) => said.push(sentence), said };
};

for (const host of ["127.0.0.1", "::1"]) {
  test(`a port that somebody listens on at ${host} is not free`, async () => {
    const squatter = await listening(host);
    assert.equal(await isFree(squatter.port), false);
    squatter.close();
  });
}

test("a taken default is told and another port used", async () => {
  const squatter = await listening("127.0.0.1");
  const given = choice();
  const port = await choosePort({ variable: "WEB_PORT", preferred: squatter.port, what: "the web app" }, given);
  squatter.close();
  assert.ok(port > squatter.port);
  assert.match(given.said[0], new RegExp(`Port ${squatter.port} is taken; ${port} is used for the web app. Set WEB_PORT`));
});

test("two services never get one port", async () => {
  const given = choice();
  const first = await choosePort({ variable: "A", preferred: 20_000, what: "a" }, given);
  const second = await choosePort({ variable: "B", preferred: first, what: "b" }, given);
  assert.notEqual(first, second);
});

test("a taken port that was asked for is refused with the variable to set", async () => {
  const squatter = await listening("127.0.0.1");
  await assert.rejects(
    choosePort({ variable: "WEB_PORT", preferred: 3000, what: "the web app" }, choice({ WEB_PORT: String(squatter.port) })),
    /is taken. Nothing was started. Stop what uses it, or set WEB_PORT to another one/,
  );
  squatter.close();
});

test("what is no port is refused with the variable to set", async () => {
  for (const WEB_PORT of ["http", "0", "65536", "80.5"]) {
    await assert.rejects(choosePort({ variable: "WEB_PORT", preferred: 3000, what: "the web app" }, choice({ WEB_PORT })), /WEB_PORT is .*, which is no port/);
  }
});
