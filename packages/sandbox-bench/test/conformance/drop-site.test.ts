import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { BenchUnderTest } from "../bench-under-test.ts";

const bench = BenchUnderTest.open();
afterAll(() => bench.close(), 60_000);
const archived = (site: string) => join(bench.root, "archived", "sites", site);
const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);

describe("drop-site", { timeout: bench.patience * 2 }, () => {
  it("takes a backup, drops database and user, and archives the folder with its secrets", async () => {
    const { site, database } = await bench.makeSite();
    const files = bench.filesOf(site);
    const { code, stdout } = await bench.drop(site);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Taking backup of ${site}[\\s\\S]*Dropping site database and user\\n[\\s\\S]*Moving site to archive under ${join(bench.root, "archived", "sites")}`));
    expect(existsSync(join(bench.root, "sites", site))).toBe(false);
    expect(JSON.parse(readFileSync(join(archived(site), "site_config.json"), "utf8")).db_password).toMatch(/^\w{16}$/);
    expect(bench.databases()).not.toContain(database);
    expect(bench.databaseUsers(database)).toEqual([]);
    const backups = ["database.sql.gz", "files.tar", "private-files.tar", "site_config_backup.json"].map((kind) => `private/backups/<time>-<site>-${kind}`);
    expect(bench.filesOf(site, "archived/sites")).toEqual([...files, ...backups].sort());
    rmSync(archived(site), { recursive: true });
  });

  it("leaves site, database and user when the administrator's password is wrong", async () => {
    const { site, database } = await bench.makeSite();
    const before = bench.filesOf(site);
    const { code, stdout, stderr } = await bench.run(["drop-site", site, "--no-backup", "--root-login", bench.rootUser], "not-the-password\n");
    expect([code, stdout.trim(), lastLine(stderr)]).toEqual([1, "Dropping site database and user", expect.stringMatching(/^pymysql\.err\.OperationalError: \(1045, "Access denied for user /)]);
    expect([bench.filesOf(site), bench.databases().includes(database), bench.databaseUsers(database).length]).toEqual([before, true, 1]);
  });

  it("does not see a folder without a config, cannot read one that was cut off, and archives one whose database was never made", async () => {
    const { site, database } = bench.newNames();
    const config = join(bench.root, "sites", site, "site_config.json");
    mkdirSync(join(bench.root, "sites", site, "logs"), { recursive: true });
    const unseen = await bench.drop(site, ["--no-backup", "--force"]);
    expect([unseen.code, lastLine(unseen.stderr)]).toEqual([1, `frappe.exceptions.IncorrectSitePath: 404 Not Found: ${site} does not exist`]);
    writeFileSync(config, '{"db_na');
    expect((await bench.drop(site, ["--no-backup", "--force"])).code).toBe(1);
    expect(existsSync(config)).toBe(true);
    writeFileSync(config, JSON.stringify({ db_name: database, db_password: "x", db_type: "mariadb" }));
    const stopped = await bench.drop(site);
    expect([stopped.code, stopped.stdout]).toEqual([1, expect.stringContaining(`Error: The operation has stopped because backup of ${site}'s database failed.\nReason: (1045, "Access denied for user '${database}'@`)]);
    expect((await bench.drop(site, ["--no-backup"])).code).toBe(0);
    expect([bench.filesOf(site), bench.filesOf(site, "archived/sites")]).toEqual([[], ["logs", "logs/database.log", "private", "private/backups", "site_config.json"]]);
  });

  it("stops when the database is gone, is forced past that, and gives a second archive of a name a number", async () => {
    const { site, database } = await bench.makeSite();
    bench.loseDatabase(database);
    const stopped = await bench.drop(site);
    expect(stopped.code).toBe(1);
    expect(stopped.stdout).toContain(`Error: The operation has stopped because backup of ${site}'s database failed.`);
    expect(existsSync(join(bench.root, "sites", site))).toBe(true);
    mkdirSync(archived(site), { recursive: true });
    expect((await bench.drop(site, ["--no-backup", "--force"])).code).toBe(0);
    expect(existsSync(join(`${archived(site)}1`, "site_config.json"))).toBe(true);
  });

  it("says that an unknown site does not exist", async () => {
    const { code, stderr } = await bench.drop("nobody.conformance.localhost");
    expect([code, lastLine(stderr)]).toEqual([1, "frappe.exceptions.IncorrectSitePath: 404 Not Found: nobody.conformance.localhost does not exist"]);
  });
});
