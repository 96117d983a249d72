import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { databaseName, isOurDatabase, isSiteHost, siteHost } from "../src/names/site.ts";
import { type SubdomainProblem, subdomainProblem, subdomainProblemText } from "../src/names/subdomain.ts";
import { nameCandidates, slugFromOrganization } from "../src/names/suggest.ts";

const rules = { appNames: ["frappe", "nexus_core"] };

describe("a workspace's name", () => {
  test.each<[string, SubdomainProblem | null]>([
    ["acme", null],
    ["a1b", null],
    ["acme-2", null],
    ["a".repeat(63), null],
    ["ab", "too_short"],
    ["", "too_short"],
    ["a".repeat(64), "too_long"],
    ["Acme", "bad_characters"],
    ["ac me", "bad_characters"],
    ["acme.example", "bad_characters"],
    ["../evil", "bad_characters"],
    ["bücher", "bad_characters"],
    ["acme\n", "bad_characters"],
    ["-acme", "bad_edge"],
    ["acme-", "bad_edge"],
    ["xn--bcher", "punycode"],
    ["ab--cd", "punycode"],
    ["all", "reserved"],
    ["assets", "reserved"],
    ["www", "reserved"],
    ["postmaster", "reserved"],
    ["nexus-core", "app_name"],
    ["pool-1", "pool_prefix"],
  ])("%j is judged %j", (name, problem) => {
    expect(subdomainProblem(name, rules)).toBe(problem);
  });

  test("that is accepted is always a lower-case DNS label and gives a valid host", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 70 }), fc.stringMatching(/^[a-z0-9-]{1,70}$/)), (name) => {
        if (subdomainProblem(name, rules) !== null) return;
        expect(name).toMatch(/^[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]$/);
        expect(isSiteHost(siteHost(name, "nexus-sites.localhost"))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("that is refused has a sentence which says what to do", () => {
    for (const sentence of Object.values(subdomainProblemText)) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});

describe("a suggested name", () => {
  test.each([
    ["Acme Inc.", "acme-inc"],
    ["Ümlaut & Söhne GmbH", "umlaut-sohne-gmbh"],
    ["AB", "ab-org"],
    ["  --Zed--  ", "zed"],
    ["北京", "workspace"],
    ["x".repeat(80), "x".repeat(63)],
  ])("is made from %j as %j", (organization, slug) => {
    expect(slugFromOrganization(organization)).toBe(slug);
  });

  test("always has a shape that the rules accept", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 120, unit: "binary" }), (organization) => {
        const problem = subdomainProblem(slugFromOrganization(organization), { appNames: [] });
        expect(problem === null || problem === "reserved" || problem === "pool_prefix" || problem === "punycode").toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("comes with alternatives that are usable and different from each other, whatever was typed", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), (typed) => {
        const offered = [...take(nameCandidates(typed, rules), 20)];
        expect(offered).toHaveLength(20);
        expect(new Set(offered).size).toBe(20);
        for (const name of offered) expect(subdomainProblem(name, rules)).toBeNull();
      }),
    );
  });
});

describe("a database's name", () => {
  const run = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";

  test("carries the mark, differs from attempt to attempt and fits MariaDB's user names", () => {
    expect(databaseName(run, 1)).toBe("nx_c3d47e5f8a9b0c1d2e3f4a5b_1");
    expect(databaseName(run, 2)).not.toBe(databaseName(run, 1));
    expect(databaseName(run, 9999).length).toBeLessThanOrEqual(32);
    expect(isOurDatabase(databaseName(run, 12))).toBe(true);
  });

  test.each(["_2b4f0c1d2e3f4a5b", "nx_master", "mysql", "nx_c3d47e5f8a9b0c1d2e3f4a5b", "nx_c3d47e5f8a9b0c1d2e3f4a5b_0", "nx_c3d47e5f8a9b0c1d2e3f4a5b_1; DROP"])(
    "%j is not ours", (name) => expect(isOurDatabase(name)).toBe(false),
  );

  test("is refused for what is not a run's id or an attempt", () => {
    expect(() => databaseName("../x", 1)).toThrow(TypeError);
    expect(() => databaseName(run, 0)).toThrow(RangeError);
  });
});

test.each(["acme", "../evil.example", "Acme.example", "-x.example", "a b.example", "x..example", `${"a".repeat(64)}.example`])(
  "%j is no site's host", (host) => expect(isSiteHost(host)).toBe(false),
);

function* take<T>(source: Iterable<T>, count: number): Generator<T> {
  let taken = 0;
  for (const item of source) {
    if (taken === count) return;
    taken += 1;
    yield item;
  }
}
