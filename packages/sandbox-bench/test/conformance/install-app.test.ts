import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BenchUnderTest } from "../bench-under-test.ts";

const bench = BenchUnderTest.open();
const app = process.env["CONFORMANCE_APP"] ?? "nexus_core";
let site = "";
beforeAll(async () => ({ site } = await bench.makeSite()), bench.patience);
afterAll(() => bench.close(), 60_000);

const onSite = (...argv: readonly string[]) => bench.run(["--site", site, ...argv]);
const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);
const installed = async () => (await onSite("execute", "frappe.get_installed_apps")).stdout.trim();

describe("install-app and uninstall-app", { timeout: bench.patience }, () => {
  it("needs a site that exists", async () => {
    const none = await bench.run(["install-app", app]);
    expect([none.code, none.stdout.trim()]).toEqual([1, "Please specify --site sitename"]);
    const unknown = await bench.run(["--site", "nobody.conformance.localhost", "install-app", app]);
    expect([unknown.code, unknown.stdout.trim()]).toEqual([1, "Site nobody.conformance.localhost does not exist!"]);
  });

  it("tells on stdout that an app is not on the bench, and exits 1", async () => {
    const { code, stdout } = await onSite("install-app", "nosuch");
    expect(code).toBe(1);
    expect(stdout).toContain('Could not find app "nosuch": ');
    expect(stdout).toMatch(/^An error occurred while installing nosuch: No module named 'nosuch/m);
  });

  it("installs an app with progress, and is content to find it installed", async () => {
    const first = await onSite("install-app", app);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain(`\nInstalling ${app}...\n`);
    expect(first.stdout).toMatch(new RegExp(`\\rUpdating DocTypes for ${app}\\s*: \\[=* *\\] 100%`));
    expect(await installed()).toBe(`["frappe", "${app}"]`);
    const again = await onSite("install-app", app);
    expect([again.code, again.stdout.trim()]).toEqual([0, `App ${app} already installed`]);
  });

  it("refuses to remove frappe, and removes another app", async () => {
    const frappe = await onSite("uninstall-app", "frappe", "--yes");
    expect([frappe.code, frappe.stdout.trim()]).toEqual([1, "You cannot remove or uninstall the app `frappe`"]);
    const other = await onSite("uninstall-app", app, "--yes", "--no-backup");
    expect(other.code).toBe(0);
    expect(lastLine(other.stdout)).toBe(`Uninstalled App ${app} from Site ${site}`);
    expect(await installed()).toBe('["frappe"]');
  });

  it("gives up after a second while another holds the site's lock, and goes on when it is free", async () => {
    const other = await bench.holdLock(site, "install_app");
    const refused = await onSite("install-app", app);
    expect(refused.code).toBe(1);
    expect(lastLine(refused.stderr)).toMatch(/^frappe\.utils\.file_lock\.LockTimeoutError: Failed to aquire lock: install_app\. Lock may be held by another process\.<br>/);
    expect(await installed()).toBe('["frappe"]');
    other.release();
    expect((await onSite("install-app", app)).code).toBe(0);
  });
});
