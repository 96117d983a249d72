import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, test } from "vitest";
import { readEnv } from "../src/env.ts";
import { spawnAgent, temporaryBench } from "./running-agent.ts";

const bench = temporaryBench();
afterAll(() => bench.remove());
const good = { BENCH_PATH: bench.benchPath, AGENT_SECRET: randomBytes(24).toString("hex") };

describe("a setting that is missing or wrong stops the start with a sentence that says what to set:", () => {
  test.each([
    ["no bench", { BENCH_PATH: undefined }, "Set BENCH_PATH to the folder of the bench"],
    ["no secret", { AGENT_SECRET: undefined }, "Set AGENT_SECRET to a random text of at least 32 characters"],
    ["a short secret", { AGENT_SECRET: "short" }, "AGENT_SECRET is too short"],
    ["an example secret", { AGENT_SECRET: "change-me-change-me-change-me-change-me" }, "AGENT_SECRET looks like an example"],
    ["a secret of one character", { AGENT_SECRET: "a".repeat(64) }, "AGENT_SECRET looks like an example"],
    ["a port that is none", { AGENT_PORT: "http" }, "AGENT_PORT must be a whole number"],
    ["no room for a command", { AGENT_MAX_COMMANDS: "0" }, "AGENT_MAX_COMMANDS must be at least 1"],
    ["an unknown log level", { LOG_LEVEL: "loud" }, "LOG_LEVEL must be one of"],
    ["all addresses without TLS", { AGENT_HOST: "0.0.0.0" }, "Set AGENT_TLS_CERT_FILE and AGENT_TLS_KEY_FILE"],
    ["half of TLS", { AGENT_TLS_CERT_FILE: "cert.pem" }, "Set both AGENT_TLS_CERT_FILE and AGENT_TLS_KEY_FILE"],
  ])("%s", (_what, change, sentence) => {
    expect(() => readEnv({ ...good, ...change })).toThrow(sentence);
  });

  test("all of them are told at once", () => {
    expect(() => readEnv({})).toThrow(/BENCH_PATH.*\n.*AGENT_SECRET/);
  });
});

describe("the configuration", () => {
  test("binds to loopback, and keeps the agent's own settings from the bench's processes", () => {
    const env = readEnv({ ...good, DB_ROOT_PASSWORD: "hidden", DATABASE_URL: "hidden", PATH: "/bin", FRAPPE_REDIS_CACHE: "redis://cache" });
    expect(env).toMatchObject({ host: "127.0.0.1", port: 8788, databaseAdmin: { user: "root", password: "hidden" } });
    expect(Object.keys(env.benchEnvironment).sort()).toEqual(["FRAPPE_REDIS_CACHE", "NODE_COMPILE_CACHE", "PATH"]);
  });

  test("may leave loopback on a network that is said to be private", () => {
    expect(readEnv({ ...good, AGENT_HOST: "0.0.0.0", AGENT_ALLOW_PLAINTEXT: "true" })).toMatchObject({ host: "0.0.0.0", tls: null });
  });
});

describe("the program", () => {
  test("ends with that sentence and no stack, for a folder that is no bench and for a port that is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const port = String((taken.address() as AddressInfo).port);
    const cases = [
      [{ BENCH_PATH: bench.root }, "has no sites/ or no env/bin/python"],
      [{ AGENT_PORT: port }, `Port ${port} on 127.0.0.1 is taken`],
    ] as const;
    for (const [change, sentence] of cases) {
      const child = spawnAgent({ ...good, ...change });
      const [said, [code]] = await Promise.all([child.stderr ? text(child.stderr) : "", once(child, "close")]);
      expect(code).toBe(1);
      expect(said).toMatch(/^The agent does not start\.\n/);
      expect(said).toContain(sentence);
      expect(said).not.toContain("    at ");
    }
    taken.close();
  });
});
