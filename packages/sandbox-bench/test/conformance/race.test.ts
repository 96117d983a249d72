import { afterAll, describe, expect, it } from "vitest";
import { BenchUnderTest } from "../bench-under-test.ts";

const bench = BenchUnderTest.open();
afterAll(() => bench.close(), 60_000);

describe("new-site at the same time", { timeout: bench.patience * 2 }, () => {
  it("makes two sites of different names side by side", async () => {
    await bench.makeSite();
    bench.pace(1);
    const [first, second] = [bench.newNames(), bench.newNames()];
    const ended = await Promise.all([first, second].map((names) => bench.startNewSite(names, bench.shortCut()).ended));
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    expect(bench.databases()).toEqual(expect.arrayContaining([first.database, second.database]));
  });

  it("makes one site when two ask for the same name, and refuses the other", async () => {
    bench.pace(2);
    const [first, second] = [bench.newNames(), bench.newNames()];
    const ended = await Promise.all([first, { ...second, site: first.site }].map((names) => bench.startNewSite(names, bench.shortCut()).ended));
    expect(ended.map(({ code }) => code).sort()).toEqual([0, 1]);
    const loser = ended.find(({ code }) => code === 1);
    expect(`${loser?.stdout}${loser?.stderr}`).toMatch(/already exists|LockTimeoutError/);
    expect(bench.databases().filter((name) => name === first.database || name === second.database)).toHaveLength(1);
  });
});
