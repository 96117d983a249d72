import { afterAll, describe, expect, it } from "vitest";
import { BenchUnderTest } from "../bench-under-test.ts";

const NO_DATABASE = { FRAPPE_DB_PORT: "1" };
const NO_REDIS = { FRAPPE_REDIS_CACHE: "redis://:hidden@127.0.0.1:1", FRAPPE_REDIS_QUEUE: "redis://127.0.0.1:1" };
const bench = BenchUnderTest.open();
afterAll(() => bench.close(), 60_000);

describe("what the helper says of the services", { timeout: bench.patience }, () => {
  it("MariaDB: version, clock, characters and the administrator's grants, without the password's hash", async () => {
    const helper = await bench.helper();
    const before = Date.now() / 1000;
    const state = await helper.call("databaseState");
    expect(state).toMatchObject({ ok: true, result: { version: expect.stringMatching(/^\d+\.\d+\.\d+-MariaDB/), account: expect.stringMatching(/^.+@.+$/), characterSet: expect.any(String), collation: expect.any(String), folder: expect.stringMatching(/^\//) } });
    const { unixSeconds, grants } = (state?.ok === true ? state.result : {}) as { unixSeconds: number; grants: string[] };
    expect(Math.abs(unixSeconds - before)).toBeLessThan(60);
    expect(grants.length).toBeGreaterThan(0);
    for (const grant of grants) expect(grant).toMatch(/^GRANT (?!.*IDENTIFIED).+ TO /);
    await helper.end();
  });

  it("MariaDB that is away, or refuses the administrator", async () => {
    const away = await bench.helper(bench.rootPassword, NO_DATABASE);
    expect(await away.call("databaseState")).toMatchObject({ ok: false, error: { message: expect.stringContaining("(2003, ") } });
    const refused = await bench.helper("not-the-password");
    expect(await refused.call("databaseState")).toMatchObject({ ok: false, error: { message: expect.stringContaining("(1045, ") } });
    for (const helper of [away, refused]) await helper.end();
  });

  it("both Redis and how many workers there are, and why one does not answer, without its password", async () => {
    const well = await bench.helper();
    const answers = { address: expect.stringMatching(/^redis:\/\//), error: null };
    expect(await well.call("redisState")).toMatchObject({ ok: true, result: { cache: answers, queue: answers, workers: expect.any(Number) } });
    const without = await bench.helper(bench.rootPassword, NO_REDIS);
    const away = { address: "redis://127.0.0.1:1", error: "ConnectionError" };
    expect(await without.call("redisState")).toEqual({ id: 2, ok: true, result: { cache: away, queue: away, workers: null } });
    for (const helper of [well, without]) await helper.end();
  });
});
