import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BenchUnderTest, type Ended, type Environment, type Names } from "../bench-under-test.ts";
import type { HelperClient } from "../helper-client.ts";

const PASSWORD = "0123456789abcdef0123456789abcdef";
const bench = BenchUnderTest.open();
let helper: HelperClient;

beforeAll(async () => {
  helper = await bench.helper();
  await bench.makeSite();
}, bench.patience);
afterAll(async () => {
  await helper.end();
  await bench.close();
}, 60_000);

const configOf = ({ site }: Names) => join(bench.root, "sites", site, "site_config.json");
const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);
const createDatabase = (dbName: string) => helper.call("createDatabase", { dbName, password: PASSWORD, host: null });

/** A folder with a config, as the agent makes it before it calls the bench. */
function prepareFolder(names: Names, password = PASSWORD): void {
  mkdirSync(join(bench.root, "sites", names.site));
  writeFileSync(configOf(names), JSON.stringify({ db_name: names.database, db_password: password, db_type: "mariadb" }));
}

/** The call of the agent, to which nobody tells the database's administrator. */
function fill({ site, database }: Names, environment: Environment = {}): Promise<Ended> {
  return bench.run(["new-site", site, "--db-name", database, "--no-setup-db", "--force", ...bench.shortCut()], "Sandbox-Admin-1\nSandbox-Admin-1\n", environment);
}

describe("a site whose folder and database were made before", { timeout: bench.patience }, () => {
  it("gets a database and a user for it from the helper, once, and under our mark only", async () => {
    const { site, database } = bench.newNames();
    expect(await createDatabase(database)).toMatchObject({ ok: true, result: {} });
    expect(bench.databases()).toContain(database);
    const [user = ""] = bench.databaseUsers(database);
    expect(await helper.call("inventory")).toMatchObject({ result: { databaseUsers: expect.arrayContaining([{ user, grants: [database] }]) } });
    expect(await createDatabase(database)).toMatchObject({ ok: false, error: { exception: "nexus_ops.database.DatabaseTaken", message: "Database [argument] already exists" } });
    expect(await createDatabase("somebody_elses")).toMatchObject({ ok: false, error: { exception: "nexus_ops.database.NotOurs" } });
    expect(await helper.call("dropDatabase", { dbName: database, site })).toMatchObject({ result: { dropped: [database, user] } });
  });

  it("is filled by new-site without the administrator, and keeps its config", async () => {
    const names = bench.newNames();
    prepareFolder(names);
    await createDatabase(names.database);
    const { code, stdout, stderr } = await fill(names);
    expect([code, lastLine(stdout)]).toEqual([0, "*** Scheduler is disabled ***"]);
    expect(stderr).not.toContain("MySQL root password");
    expect(JSON.parse(readFileSync(configOf(names), "utf8"))).toEqual({ db_name: names.database, db_password: PASSWORD, db_type: "mariadb" });
    expect((await bench.run(["--site", names.site, "execute", "frappe.get_installed_apps"])).stdout.trim()).toBe('["frappe"]');
  });

  it("is left as it was by a MariaDB that is away, and filled when it is back", async () => {
    const names = bench.newNames();
    prepareFolder(names);
    await createDatabase(names.database);
    const { code, stdout, stderr } = await fill(names, { FRAPPE_DB_PORT: "1" });
    expect([code, lastLine(stderr)]).toEqual([1, "frappe.exceptions.CommandFailedError: Command failed"]);
    expect(lastLine(stdout)).toBe(`b"ERROR 2002 (HY000): Can't connect to server on '127.0.0.1' (115)\\n"`);
    expect((await fill(names)).code).toBe(0);
  });

  it("fails when its user has another password, or there is no such user, and leaves what was there", async () => {
    const [wrong, none] = [bench.newNames(), bench.newNames()];
    await createDatabase(wrong.database);
    for (const names of [wrong, none]) {
      prepareFolder(names, "not-the-password");
      const { code, stdout, stderr } = await fill(names);
      expect([code, lastLine(stderr)]).toEqual([1, "frappe.exceptions.CommandFailedError: Command failed"]);
      expect(lastLine(stdout)).toMatch(new RegExp(`^b"ERROR 1045 \\(28000\\): Access denied for user '${names.database}'@'[\\w.]+' \\(using password: YES\\)\\\\n"$`));
      expect(existsSync(configOf(names))).toBe(true);
    }
    expect(bench.filesOf(wrong.site)).toEqual(bench.filesOf(none.site));
    expect([bench.databases().includes(wrong.database), bench.databases().includes(none.database)]).toEqual([true, false]);
  });
});
