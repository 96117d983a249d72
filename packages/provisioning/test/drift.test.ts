import { randomUUID } from "node:crypto";
import type { Inventory } from "@nexus/agent-contract/view";
import { databaseName } from "@nexus/domain/names/site";
import { RUN_STATES, type RunState } from "@nexus/domain/states/run";
import { TENANT_STATES, type TenantState } from "@nexus/domain/states/tenant";
import { describe, expect, test } from "vitest";
import { endsWithItsRemains } from "../src/drift/attention.ts";
import { findDrift } from "../src/drift/find-drift.ts";
import { type Owned, type OwnedRun, type OwnedTenant, settledOf } from "../src/drift/owned.ts";

const SITE = "acme.example.test";
const EMPTY: Inventory = { sites: [], archives: [], databases: [], databaseUsers: [], redisKeys: [] };

const run = (state: RunState, part: Partial<OwnedRun> = {}): OwnedRun => ({ id: randomUUID(), kind: "provision", state, attempt: 1, version: 1, dbName: null, ...part });
const tenant = (state: TenantState, runs: readonly OwnedRun[], busy = false): OwnedTenant => ({ id: randomUUID(), subdomain: "acme", site: SITE, state, busy, runs });
const owned = (...tenants: OwnedTenant[]): Owned => new Map(tenants.map((one) => [one.id, one]));

/** A whole site on the bench. */
function whole(dbName: string, site = SITE, maintenance = false): Inventory {
  return { ...EMPTY, sites: [{ site, dbName, maintenance }], databases: [dbName], databaseUsers: [{ user: `${dbName}@localhost`, grants: [dbName] }] };
}

/** What a look sees, as `kind subject things`. */
function seen(records: Owned, inventory: Inventory, settled: ReadonlySet<string> = settledOf(records, records)): string[] {
  return findDrift({ owned: records, settled, inventory }).map(({ kind, subject, found }) => `${kind} ${subject} ${found.map(({ what }) => what).join()}`);
}

describe("what lies on the bench under an attempt's name", () => {
  /** The states in which nobody will ever want it; in every other it is left alone, or a person's. */
  const OVER = new Set(["released rolled_back", "deleted succeeded", "deleted rolled_back", "deleted needs_attention"]);
  const cases = TENANT_STATES.flatMap((tenantState) => RUN_STATES.map((runState) => [tenantState, runState] as const));

  test.each(cases)("of a workspace that is %s and a build that is %s is a leftover only where both are over", (tenantState, runState) => {
    const build = run(runState);
    const kinds = findDrift({ owned: owned(tenant(tenantState, [build])), settled: settledOf(owned(), owned()), inventory: whole(databaseName(build.id, 1)) });
    expect(kinds).toEqual([]);
    const records = owned(tenant(tenantState, [build]));
    const isLeftover = seen(records, whole(databaseName(build.id, 1))).some((line) => line.startsWith("leftover "));
    expect(isLeftover).toBe(OVER.has(`${tenantState} ${runState}`));
  });

  test("is a leftover where an earlier attempt made it than the one that is used", () => {
    const build = run("succeeded", { attempt: 2 });
    const [old, current] = [databaseName(build.id, 1), databaseName(build.id, 2)];
    const inventory = { ...whole(current), databases: [current, old], redisKeys: [{ dbName: old, keys: 3 }] };
    expect(seen(owned(tenant("active", [build])), inventory)).toEqual([`leftover ${old} database,redis_keys`]);
  });

  test("is a stranger's where nobody here knows the run, or it made more attempts than are known", () => {
    const build = run("rolled_back");
    const [later, unknown] = [databaseName(build.id, 2), databaseName(randomUUID(), 1)];
    expect(seen(owned(tenant("released", [build])), { ...EMPTY, databases: [later, unknown] })).toEqual([`stranger ${later} database`, `stranger ${unknown} database`]);
  });

  test("is left to a person where somebody gave the folder or the archive another name", () => {
    const build = run("rolled_back");
    const dbName = databaseName(build.id, 1);
    const records = owned(tenant("released", [build]));
    expect(seen(records, whole(dbName, "rescued.example.test"))).toEqual([`renamed ${dbName} folder,database,user`]);
    expect(seen(records, { ...EMPTY, archives: [{ archive: `${SITE}-old`, dbName }] })).toEqual([`renamed ${dbName} archive`]);
    expect(seen(records, { ...EMPTY, archives: [{ archive: `${SITE}12`, dbName }] })).toEqual([`leftover ${dbName} archive`]);
  });

  test("without our mark is nobody's business, whatever it is called", () => {
    const inventory: Inventory = {
      sites: [{ site: SITE, dbName: "_0123456789abcdef", maintenance: true }, { site: "bare", dbName: null, maintenance: null }], archives: [{ archive: SITE, dbName: null }],
      databases: ["_0123456789abcdef", "nx_master", "nx_zz"], databaseUsers: [{ user: "backup@%", grants: ["nx_master"] }], redisKeys: null,
    };
    expect(seen(owned(tenant("released", [run("rolled_back")])), inventory)).toEqual([]);
  });

  test("is not judged while a run is under way, or when anything changed between the two readings", () => {
    const build = run("rolled_back");
    const inventory = whole(databaseName(build.id, 1));
    const before = tenant("released", [build]);
    const changes: OwnedTenant[] = [{ ...before, busy: true }, { ...before, state: "reserved" }, { ...before, runs: [{ ...build, version: 2 }] }];
    for (const after of changes) expect(seen(owned(after), inventory, settledOf(owned(before), owned(after)))).toEqual([]);
    expect(seen(owned(before), inventory, settledOf(owned(), owned(before)))).toEqual([]);
  });
});

describe("a workspace's site", () => {
  const build = run("succeeded");
  const dbName = databaseName(build.id, 1);
  const active = owned(tenant("active", [build]));

  test("is missing as far as its folder, its config, its database or its user is gone", () => {
    const site = whole(dbName);
    expect(seen(active, site)).toEqual([]);
    expect(seen(active, EMPTY)).toEqual([`missing ${SITE} folder,database,user`]);
    expect(seen(active, { ...site, sites: [{ site: SITE, dbName: "other", maintenance: false }] })).toEqual([`missing ${SITE} config`]);
    expect(seen(active, { ...site, databases: [] })).toEqual([`missing ${SITE} database`]);
    expect(seen(active, { ...site, databaseUsers: [] })).toEqual([`missing ${SITE} user`]);
    expect(seen(owned(tenant("deleted", [build])), EMPTY)).toEqual([]);
  });

  test.each([["active", true, "left_closed"], ["active", false, null], ["suspended", false, "left_open"], ["suspended", true, null], ["deletion_scheduled", false, "left_open"], ["deleting", false, null]] as const)(
    "that is %s, and keeps visitors out: %s, is %s", (state, maintenance, kind) => {
      expect(seen(owned(tenant(state, [build])), whole(dbName, SITE, maintenance))).toEqual(kind === null ? [] : [`${kind} ${SITE} folder`]);
    });
});

describe("a run that needs attention", () => {
  test("has left what carries the name of any of its attempts, and a folder that does not say whose it is", () => {
    const build = run("needs_attention", { attempt: 2 });
    const records = owned(tenant("reserved", [build]));
    expect(seen(records, { ...whole(databaseName(build.id, 2)), archives: [{ archive: SITE, dbName: databaseName(build.id, 1) }] })).toEqual([`attention ${build.id} archive,folder,database,user`]);
    expect(seen(records, { ...EMPTY, sites: [{ site: SITE, dbName: null, maintenance: null }] })).toEqual([`attention ${build.id} folder`]);
    expect(seen(records, EMPTY)).toEqual([`attention ${build.id} `]);
  });

  test("has not left the site that its owner uses", () => {
    const build = run("needs_attention");
    expect(seen(owned(tenant("active", [build])), whole(databaseName(build.id, 1)))).toEqual([`attention ${build.id} `]);
  });

  test("has left the site that it was to remove", () => {
    const build = run("succeeded");
    const dbName = databaseName(build.id, 1);
    const removal = run("needs_attention", { kind: "deprovision", dbName });
    expect(seen(owned(tenant("deleting", [build, removal])), whole(dbName, SITE, true))).toEqual([`attention ${removal.id} folder,database,user`]);
  });

  test.each([["deleting", false, "folder"], ["deleting", true, ""], ["active", false, ""]] as const)(
    "and was to close a workspace that is %s by now, while its site keeps visitors out: %s, has left “%s”", (state, maintenance, left) => {
      const build = run("succeeded");
      const closing = run("needs_attention", { kind: "suspend" });
      expect(seen(owned(tenant(state, [build, closing])), whole(databaseName(build.id, 1), SITE, maintenance))).toEqual([`attention ${closing.id} ${left}`]);
      expect(endsWithItsRemains({ state }, closing)).toBe(true);
    });
});
