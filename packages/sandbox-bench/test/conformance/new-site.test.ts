import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { BenchUnderTest } from "../bench-under-test.ts";
import { eventually } from "../eventually.ts";

const bench = BenchUnderTest.open();
afterAll(() => bench.close(), 60_000);
const folder = (site: string) => join(bench.root, "sites", site);
/** Files of a site whose making went wrong; a whole one has one more. */
const HALF_MADE = [
  "locks", "locks/bench_new_site.lock", "logs", "logs/database.log", "private", "private/backups", "private/files", "public", "public/files", "site_config.json",
];
const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);

describe("new-site", { timeout: bench.patience * 2 }, () => {
  it("makes a folder, a database and a user from passwords on standard input, and leaves the scheduler disabled", async () => {
    const names = bench.newNames();
    const { code, stdout } = await bench.startNewSite(names).ended;
    expect(code).toBe(0);
    expect(stdout).toContain("\nInstalling frappe...\n");
    expect(stdout.trimEnd().endsWith("*** Scheduler is disabled ***")).toBe(true);
    const percents = [...stdout.matchAll(/\rUpdating DocTypes for frappe\s*: \[=* *\] (\d+)%/g)].map((match) => Number(match[1]));
    expect(percents.length).toBeGreaterThan(300);
    expect(percents.at(-1)).toBe(100);
    expect(bench.filesOf(names.site)).toEqual([".test_log", ...HALF_MADE]);
    const config = JSON.parse(readFileSync(join(folder(names.site), "site_config.json"), "utf8"));
    expect(config.db_name).toBe(names.database);
    expect(config.db_password).toMatch(/^\w{16}$/);
    expect(config).not.toHaveProperty("encryption_key");
    expect(bench.databases()).toContain(names.database);
    expect(bench.databaseUsers(names.database)).toHaveLength(1);
    await bench.keepForShortCut(names.site);
  });

  it("writes the database user's password into the database log", async () => {
    const names = await bench.makeSite();
    const { db_password: password } = JSON.parse(readFileSync(join(folder(names.site), "site_config.json"), "utf8"));
    const logs = join(bench.root, "logs");
    const text = readdirSync(logs).filter((name) => name.startsWith("database.log")).map((name) => readFileSync(join(logs, name), "utf8")).join("");
    expect(text).toMatch(new RegExp(`CREATE USER '${names.database}'@'[^']+' IDENTIFIED BY '${password}'`));
  });

  it("refuses a name that is taken, an app's name, and a database that is taken", async () => {
    const first = await bench.makeSite();
    const again = await bench.startNewSite({ ...bench.newNames(), site: first.site }).ended;
    expect([again.code, again.stdout.trim()]).toEqual([1, `Site ${first.site} already exists`]);
    const taken = await bench.startNewSite({ ...bench.newNames(), site: "apps.txt" }).ended;
    expect([taken.code, taken.stdout.trim()]).toEqual([1, "Site apps.txt already exists"]);
    const app = await bench.startNewSite({ ...bench.newNames(), site: "frappe" }).ended;
    expect([app.code, app.stdout.trim()]).toEqual([1, "Your bench has an app called frappe, please choose another name for the site."]);
    const second = bench.newNames();
    const database = await bench.startNewSite({ site: second.site, database: first.database }).ended;
    expect([database.code, lastLine(database.stderr)]).toEqual([1, `Exception: Database ${first.database} already exists`]);
    expect(bench.filesOf(second.site)).toEqual(HALF_MADE);
  });

  it("leaves folder and config behind when the administrator's password is wrong, and then refuses the name", async () => {
    const names = bench.newNames();
    const argv = ["new-site", names.site, "--db-name", names.database, "--db-root-username", bench.rootUser];
    const { code, stderr } = await bench.run(argv, "not-the-password\nx\nx\n");
    expect(code).toBe(1);
    expect(lastLine(stderr)).toMatch(/^pymysql\.err\.OperationalError: \(1045, "Access denied for user '\w+'@'[\w.]+' \(using password: YES\)"\)$/);
    expect(bench.filesOf(names.site)).toEqual(HALF_MADE);
    expect(bench.databases()).not.toContain(names.database);
    expect(bench.databaseUsers(names.database)).toEqual([]);
    expect((await bench.startNewSite(names).ended).stdout.trim()).toBe(`Site ${names.site} already exists`);
  });

  it("aborts when it asks for a password and the input is empty", async () => {
    const names = bench.newNames();
    const { code, stderr } = await bench.run(["new-site", names.site, "--db-name", names.database]);
    expect(code).toBe(1);
    expect(stderr).toContain("MySQL root password: ");
    expect(lastLine(stderr)).toBe("Aborted!");
    expect(bench.filesOf(names.site)).toEqual(HALF_MADE.filter((name) => name !== "logs/database.log"));
  });

  it("takes usage errors as exit code 2", async () => {
    const missing = await bench.run(["new-site"]);
    expect([missing.code, lastLine(missing.stderr)]).toEqual([2, "Error: Missing argument 'SITE'."]);
    const unknown = await bench.run(["no-such-command"]);
    expect([unknown.code, lastLine(unknown.stderr)]).toEqual([2, "Error: No such command 'no-such-command'."]);
    const option = await bench.run(["new-site", "x.localhost", "--nonsense"]);
    expect([option.code, lastLine(option.stderr)]).toEqual([2, "Error: No such option: --nonsense"]);
  });

  it("leaves a complete frappe site when an app to install is not on the bench", async () => {
    const names = bench.newNames();
    const { code, stdout, stderr } = await bench.startNewSite(names, ["--install-app", "nosuch", ...bench.shortCut()]).ended;
    expect(code).toBe(1);
    expect(stdout).toContain('Could not find app "nosuch": ');
    expect(lastLine(stderr)).toMatch(/^ModuleNotFoundError: No module named 'nosuch/);
    const apps = await bench.run(["--site", names.site, "execute", "frappe.get_installed_apps"]);
    expect(apps.stdout.trim()).toBe('["frappe"]');
  });

  it.each([["SIGKILL", 137], ["SIGTERM", 143], ["SIGINT", 1]] as const)("leaves a half-filled database on %s, and frees its lock", async (signal, code) => {
    bench.pace(2);
    const names = bench.newNames();
    const running = bench.startNewSite(names);
    await eventually("a third is done", bench.patience, () => /\] (3\d|4\d)%/.test(running.said()));
    running.process.kill(signal);
    const ended = await running.ended;
    bench.pace("instant");
    expect(ended.code).toBe(code);
    if (signal === "SIGINT") expect(lastLine(ended.stderr)).toBe("Aborted!");
    expect(bench.filesOf(names.site)).toEqual(HALF_MADE);
    expect(bench.databases()).toContain(names.database);
    expect(bench.databaseUsers(names.database)).toHaveLength(1);
    expect((await bench.startNewSite(names).ended).stdout.trim()).toBe(`Site ${names.site} already exists`);
    expect((await bench.drop(names.site, ["--no-backup", "--force"])).code).toBe(0);
    expect(bench.databases()).not.toContain(names.database);
    expect(bench.databaseUsers(names.database)).toEqual([]);
  });
});
