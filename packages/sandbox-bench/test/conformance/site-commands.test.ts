import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BenchUnderTest } from "../bench-under-test.ts";

const bench = BenchUnderTest.open();
let site = "";
beforeAll(async () => ({ site } = await bench.makeSite()), bench.patience);
afterAll(() => bench.close(), 60_000);

const onSite = (argv: readonly string[], input = "") => bench.run(["--site", site, ...argv], input);
const config = () => JSON.parse(readFileSync(join(bench.root, "sites", site, "site_config.json"), "utf8"));
const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);
const silent = { code: 0, stdout: "" };

describe("commands on a site", { timeout: bench.patience * 2 }, () => {
  it("set-config is silent, knows numbers and booleans, parses Python when asked, and None removes", async () => {
    for (const [argv, value] of [[["plain", "text"], "text"], [["one", "1"], 1], [["yes", "true"], true], [["-p", "many", "['a', 2, None, True]"], ["a", 2, null, true]]] as const) {
      expect(await onSite(["set-config", ...argv])).toMatchObject(silent);
      expect(config()[argv.at(-2) ?? ""]).toEqual(value);
    }
    expect(await onSite(["set-config", "plain", "None"])).toMatchObject(silent);
    expect(config()).not.toHaveProperty("plain");
  });

  it("show-config shows the database password too", async () => {
    const { stdout } = await onSite(["show-config", "-f", "json"]);
    expect(JSON.parse(stdout)[site].db_password).toBe(config().db_password);
  });

  it("set-admin-password takes the password from standard input and says nothing", async () => {
    const { code, stdout, stderr } = await onSite(["set-admin-password"], "another-password\n");
    expect({ code, stdout }).toEqual(silent);
    expect(stderr).toContain(`Administrator's password for ${site}: `);
  });

  it("set-password needs a user that exists", async () => {
    const { code, stdout } = await onSite(["set-password", "nobody@example.com", "x"]);
    expect([code, stdout.trim()]).toEqual([1, "User nobody@example.com does not exist"]);
  });

  it("add-system-manager is silent once, and refuses a second time and a wrong address", async () => {
    expect(await onSite(["add-system-manager", "boss@example.com", "--first-name", "Boss"])).toMatchObject(silent);
    const again = await onSite(["add-system-manager", "boss@example.com", "--first-name", "Boss"]);
    expect([again.code, lastLine(again.stderr)]).toEqual([1, expect.stringMatching(/^frappe\.exceptions\.DuplicateEntryError: \('User', 'boss@example\.com', IntegrityError\(1062, /)]);
    const wrong = await onSite(["add-system-manager", "no-address"]);
    expect([wrong.code, lastLine(wrong.stderr)]).toEqual([1, expect.stringMatching(/^frappe\.exceptions\.InvalidEmailAddressError: no-address is not a valid Email Address/)]);
  });

  it("scheduler says what it is, as text and as JSON", async () => {
    expect((await onSite(["scheduler", "status"])).stdout.trim()).toBe(`Scheduler is disabled for site ${site}`);
    expect((await onSite(["scheduler", "enable"])).stdout.trim()).toBe(`Scheduler is enabled for site ${site}`);
    expect(JSON.parse((await onSite(["scheduler", "status", "-f", "json"])).stdout)).toEqual({ status: "enabled", site });
    expect((await onSite(["scheduler", "pause"])).stdout.trim()).toBe(`Scheduler is paused for site ${site}`);
    expect((await onSite(["scheduler", "status"])).stdout.trim()).toBe(`Scheduler is disabled for site ${site}`);
    expect((await onSite(["scheduler", "sleep"])).code).toBe(2);
  });

  it("set-maintenance-mode is silent and writes the config", async () => {
    expect(await onSite(["set-maintenance-mode", "on"])).toMatchObject(silent);
    expect(config().maintenance_mode).toBe(1);
    expect(await onSite(["set-maintenance-mode", "off"])).toMatchObject(silent);
    expect(config().maintenance_mode).toBe(0);
  });

  it("execute prints what a function returned, and fails on one that is not there", async () => {
    expect((await onSite(["execute", "frappe.get_installed_apps"])).stdout.trim()).toBe('["frappe"]');
    const unknown = await onSite(["execute", "frappe.no_such_function"]);
    expect([unknown.code, lastLine(unknown.stderr)]).toEqual([1, expect.stringMatching(/^AttributeError: module 'frappe' has no attribute 'no_such_function'/)]);
  });

  it("execute makes API keys, sets and reads values, and completes the setup", async () => {
    const call = async (method: string, args: readonly unknown[]) => {
      const { code, stdout, stderr } = await onSite(["execute", method, "--args", JSON.stringify(args)]);
      if (code !== 0) throw new Error(stderr);
      return stdout.trim();
    };
    await onSite(["add-system-manager", "keys@example.com", "--first-name", "Keys"]);
    expect(JSON.parse(await call("frappe.core.doctype.user.user.generate_keys", ["keys@example.com"]))).toEqual({ api_secret: expect.stringMatching(/^[0-9a-z]{15}$/) });
    expect(await call("frappe.db.get_value", ["User", "keys@example.com", "api_key"])).toMatch(/^"[0-9a-z]{15}"$/);
    expect(await call("frappe.db.set_value", ["Role", "Desk User", "home_page", "/app"])).toBe("");
    expect(await call("frappe.db.get_value", ["Role", "Desk User", "home_page"])).toBe('"/app"');
    const answers = { language: "English", lang: "English", country: "United States", timezone: "America/New_York", currency: "USD", full_name: "Keys", enable_telemetry: 0 };
    const printed = (await call("frappe.desk.page.setup_wizard.setup_wizard.setup_complete", [answers])).split("\n");
    expect(printed.shift()).toBe("Updating Dashboard for frappe");
    expect(JSON.parse(printed.at(-1) ?? "")).toEqual({ status: "ok" });
    expect(await call("frappe.is_setup_complete", [])).toBe("true");
  });

  it("use exits 0 for a site that is not there", async () => {
    const { code, stdout } = await bench.run(["use", "nobody.conformance.localhost"]);
    expect([code, stdout.trim()]).toEqual([0, "Site nobody.conformance.localhost does not exist"]);
  });

  it("restore brings back what a backup held", async () => {
    expect((await onSite(["backup"])).stdout).toContain(`Backup for Site ${site} has been successfully completed`);
    const folder = join(bench.root, "sites", site, "private", "backups");
    const file = readdirSync(folder).find((name) => name.endsWith("-database.sql.gz")) ?? "";
    expect(existsSync(join(folder, file))).toBe(true);
    expect(await onSite(["add-system-manager", "late@example.com"])).toMatchObject(silent);
    const restored = await onSite(["restore", file, "--db-root-username", bench.rootUser], `${bench.rootPassword}\n`);
    expect([restored.code, lastLine(restored.stdout)]).toEqual([0, `Site ${site} has been restored`]);
    expect((await onSite(["set-password", "late@example.com", "x"])).stdout.trim()).toBe("User late@example.com does not exist");
    expect((await onSite(["set-password", "boss@example.com", "x"])).code).toBe(0);
  });

  it("migrate works through every installed app", async () => {
    const { code, stdout } = await onSite(["migrate"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`Migrating ${site}`);
    expect(stdout).toMatch(/\rUpdating DocTypes for frappe\s*: \[=* *\] 100%/);
    expect(JSON.parse((await onSite(["list-apps", "-f", "json"])).stdout)).toEqual({ [site]: ["frappe"] });
  });
});
