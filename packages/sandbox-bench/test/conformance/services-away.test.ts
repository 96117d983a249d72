import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BenchUnderTest, type Ended, type Names } from "../bench-under-test.ts";

/** Ports on which nothing listens: what the services of a real bench are needs no switching off. */
const NO_DATABASE = { FRAPPE_DB_PORT: "1" };
const NO_REDIS = { FRAPPE_REDIS_CACHE: "redis://127.0.0.1:1", FRAPPE_REDIS_QUEUE: "redis://127.0.0.1:1" };
const REFUSED = `(2003, "Can't connect to MySQL server on '127.0.0.1' ([Errno 111] Connection refused)")`;
const bench = BenchUnderTest.open();
const app = process.env["CONFORMANCE_APP"] ?? "nexus_core";
let names: Names;

beforeAll(async () => {
  names = await bench.makeSite();
}, bench.patience);
afterAll(() => bench.close(), 60_000);

const without = (environment: Readonly<Record<string, string>>, ...argv: readonly string[]): Promise<Ended> => bench.run(["--site", names.site, ...argv], "", environment);
const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);
const installed = async (environment = {}) => (await bench.run(["--site", names.site, "execute", "frappe.get_installed_apps"], "", environment)).stdout.trim();

describe("without MariaDB", { timeout: bench.patience }, () => {
  it("new-site leaves folder and config behind, and then refuses the name", async () => {
    const half = bench.newNames();
    const { code, stderr } = await bench.startNewSite(half, [], NO_DATABASE).ended;
    expect([code, lastLine(stderr)]).toEqual([1, `pymysql.err.OperationalError: ${REFUSED}`]);
    expect(bench.filesOf(half.site)).toEqual(expect.arrayContaining(["logs/database.log", "site_config.json"]));
    expect(bench.databaseUsers(half.database)).toEqual([]);
    expect((await bench.startNewSite(half).ended).stdout.trim()).toBe(`Site ${half.site} already exists`);
  });

  it("install-app, backup and scheduler say so and exit 1; set-config does its work", async () => {
    const install = await without(NO_DATABASE, "install-app", app);
    expect([install.code, lastLine(install.stdout)]).toEqual([1, `pymysql.err.OperationalError: ${REFUSED}`]);
    const backup = await without(NO_DATABASE, "backup");
    expect([backup.code, lastLine(backup.stdout)]).toEqual([1, `Backup failed for Site ${names.site}. Database or site_config.json may be corrupted`]);
    const scheduler = await without(NO_DATABASE, "scheduler", "status");
    expect([scheduler.code, lastLine(scheduler.stderr)]).toEqual([1, `pymysql.err.OperationalError: ${REFUSED}`]);
    expect(await without(NO_DATABASE, "set-config", "note", "text")).toMatchObject({ code: 0, stdout: "" });
  });

  it("drop-site stops at the backup, or at the database when forced, and the site stays whole", async () => {
    const stopped = await bench.drop(names.site, [], NO_DATABASE);
    expect([stopped.code, stopped.stdout]).toEqual([1, expect.stringContaining(`Error: The operation has stopped because backup of ${names.site}'s database failed.`)]);
    const forced = await bench.drop(names.site, ["--no-backup", "--force"], NO_DATABASE);
    expect([forced.code, lastLine(forced.stdout), lastLine(forced.stderr)]).toEqual([1, "Dropping site database and user", `pymysql.err.OperationalError: ${REFUSED}`]);
    expect(bench.databases()).toContain(names.database);
    expect(await installed()).toBe('["frappe"]');
  });

  it("the helper tells a server that is away from a site that is broken", async () => {
    const helper = await bench.helper(bench.rootPassword, NO_DATABASE);
    const refused = { ok: false, error: { exception: "pymysql.err.OperationalError", message: REFUSED } };
    expect(await helper.call("siteFacts", { site: names.site })).toMatchObject(refused);
    expect(await helper.call("createOwner", { site: names.site, email: "ann@example.com", fullName: "Ann Lee", password: "correct horse battery" })).toMatchObject(refused);
    expect(await helper.call("inventory")).toMatchObject(refused);
    await helper.end();
  });

  it("the helper closes and opens a site, which is only its config", async () => {
    const helper = await bench.helper(bench.rootPassword, NO_DATABASE);
    for (const on of [true, false]) expect(await helper.call("setMaintenanceMode", { site: names.site, on })).toMatchObject({ ok: true });
    await helper.end();
  });
});

describe("without Redis", { timeout: bench.patience }, () => {
  it("new-site and install-app do without", async () => {
    const fresh = bench.newNames();
    const { code, stdout } = await bench.startNewSite(fresh, [], NO_REDIS).ended;
    expect([code, lastLine(stdout)]).toEqual([0, "*** Scheduler is disabled ***"]);
    const install = await without(NO_REDIS, "install-app", app);
    expect([install.code, lastLine(install.stdout)]).toEqual([0, `Updating Dashboard for ${app}`]);
    expect(await installed(NO_REDIS)).toBe(`["frappe", "${app}"]`);
  });

  it("add-system-manager fails and makes no user", async () => {
    const { code, stderr } = await without(NO_REDIS, "add-system-manager", "boss@example.com");
    expect([code, lastLine(stderr)]).toEqual([1, "redis.exceptions.ConnectionError: Error 111 connecting to 127.0.0.1:1. Connection refused."]);
    expect((await without({}, "set-password", "boss@example.com", "x")).stdout.trim()).toBe("User boss@example.com does not exist");
  });

  it("the helper makes the owner, and fails at a link that nobody would keep", async () => {
    const helper = await bench.helper(bench.rootPassword, NO_REDIS);
    expect(await helper.call("createOwner", { site: names.site, email: "ann@example.com", fullName: "Ann Lee", password: "correct horse battery" })).toMatchObject({ ok: true, result: { created: true } });
    expect(await helper.call("loginLink", { site: names.site, email: "ann@example.com", minutes: 5 })).toMatchObject({
      ok: false, error: { exception: "redis.exceptions.ConnectionError", message: "Error 111 connecting to 127.0.0.1:1. Connection refused." },
    });
    await helper.end();
  });

  it("the helper says so when it drops a database, which it may be told again", async () => {
    const gone = bench.newNames();
    const helper = await bench.helper(bench.rootPassword, NO_REDIS);
    expect(await helper.call("createDatabase", { dbName: gone.database, password: "of-no-importance", host: null })).toMatchObject({ ok: true });
    const down = { ok: false, error: { exception: "redis.exceptions.ConnectionError", message: "Error 111 connecting to 127.0.0.1:1. Connection refused." } };
    expect(await helper.call("dropDatabase", { dbName: gone.database, site: gone.site })).toMatchObject(down);
    expect([bench.databases().includes(gone.database), bench.databaseUsers(gone.database)]).toEqual([false, []]);
    await helper.end();
    const withCache = await bench.helper(bench.rootPassword, { FRAPPE_REDIS_QUEUE: NO_REDIS.FRAPPE_REDIS_QUEUE });
    expect(await withCache.call("dropDatabase", { dbName: gone.database, site: gone.site })).toMatchObject(down);
    expect(await withCache.call("dropDatabase", { dbName: gone.database, site: null })).toMatchObject({ ok: true, result: { dropped: [] } });
    await withCache.end();
  });

  it("drop-site removes the site all the same", async () => {
    expect((await bench.drop(names.site, ["--no-backup"], NO_REDIS)).code).toBe(0);
    expect(bench.filesOf(names.site)).toEqual([]);
    expect([bench.databases().includes(names.database), bench.databaseUsers(names.database)]).toEqual([false, []]);
  });
});
