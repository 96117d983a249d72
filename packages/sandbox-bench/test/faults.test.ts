import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { armedFaults, armFault, clearFaults, disarmFault, heldBy, takeFaults, type Fault } from "../src/faults.ts";
import { listInventory } from "../src/inventory.ts";
import { BenchUnderTest } from "./bench-under-test.ts";
import { eventually } from "./eventually.ts";

const bench = new BenchUnderTest(undefined);
afterEach(() => clearFaults(bench.root));
afterAll(() => bench.close());

const lastLine = (text: string) => text.trimEnd().split("\n").at(-1);
const newSite = async (fault: Omit<Fault, "command">) => {
  armFault(bench.root, { command: "new-site", ...fault });
  const names = bench.newNames();
  const ended = await bench.startNewSite(names, fault.app === undefined ? [] : ["--install-app", fault.app]).ended;
  const inventory = listInventory(bench.root);
  return {
    ...ended,
    last: lastLine(ended.stderr),
    left: {
      config: existsSync(join(bench.root, "sites", names.site, "site_config.json")),
      database: inventory.databases.includes(names.database),
      user: inventory.databaseUsers.some(({ user }) => user.startsWith(`${names.database}@`)),
    },
  };
};

describe("an armed fault", () => {
  it("database_down: new-site leaves folder and config", async () => {
    const { code, last, left } = await newSite({ fault: "database_down" });
    expect([code, last]).toEqual([1, `pymysql.err.OperationalError: (2003, "Can't connect to MySQL server on '127.0.0.1' ([Errno 111] Connection refused)")`]);
    expect(left).toEqual({ config: true, database: false, user: false });
  });

  it("database_down at 40 %: the connection is lost on the way and everything begun stays", async () => {
    const { code, last, stdout, left } = await newSite({ fault: "database_down", atPercent: 40 });
    expect([code, last]).toEqual([1, "pymysql.err.OperationalError: (2013, 'Lost connection to MySQL server during query')"]);
    expect(stdout).toMatch(/\] 40%/);
    expect(stdout).not.toMatch(/\] 42%/);
    expect(left).toEqual({ config: true, database: true, user: true });
  });

  it("bad_root_password: refused although the password is right", async () => {
    const { code, last } = await newSite({ fault: "bad_root_password" });
    expect([code, last]).toEqual([1, "pymysql.err.OperationalError: (1045, \"Access denied for user 'root'@'localhost' (using password: YES)\")"]);
  });

  it("kill_at: dies by SIGKILL in the middle of its progress", async () => {
    const { code, left } = await newSite({ fault: "kill_at", atPercent: 60 });
    expect(code).toBe(137);
    expect(left).toEqual({ config: true, database: true, user: true });
  });

  it("hold: stays in the middle and tells who it is, until it is disarmed, and then goes on to the end", async () => {
    const fault: Fault = { fault: "hold", command: "new-site", atPercent: 60 };
    armFault(bench.root, fault);
    const names = bench.newNames();
    const { ended } = bench.startNewSite(names, []);
    await eventually("a process is held", 60_000, () => heldBy(bench.root, fault) !== null);
    expect(heldBy(bench.root, fault)).not.toBe(process.pid);
    disarmFault(bench.root, fault);
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/\] 100%/);
    expect(heldBy(bench.root, fault)).toBeNull();
  });

  it("disk_full: before the start as an OSError, on the way as the database's error", async () => {
    expect(await newSite({ fault: "disk_full", atPercent: 0 })).toMatchObject({ code: 1, last: expect.stringMatching(/^OSError: \[Errno 28\] No space left on device/) });
    clearFaults(bench.root);
    expect(await newSite({ fault: "disk_full" })).toMatchObject({ code: 1, last: expect.stringMatching(/^pymysql\.err\.OperationalError: \(1114, "The table '\w+' is full"\)/) });
  });

  it("lock_held: gives up after a second", async () => {
    const { code, last } = await newSite({ fault: "lock_held" });
    expect([code, last]).toEqual([1, expect.stringMatching(/LockTimeoutError: Failed to aquire lock: bench_new_site\./)]);
  });

  it("redis_down: sites and apps are made without it, users are not", async () => {
    expect((await newSite({ fault: "redis_down", app: "nexus_core" })).code).toBe(0);
    const { site } = await bench.makeSite();
    armFault(bench.root, { fault: "redis_down", command: "add-*" });
    const { code, stderr } = await bench.run(["--site", site, "add-system-manager", "boss@example.com"]);
    expect([code, lastLine(stderr)]).toEqual([1, "redis.exceptions.ConnectionError: Error 111 connecting to 127.0.0.1:11000. Connection refused."]);
  });

  it("exit_nonzero_after_effect: the site is whole, the exit code is not", async () => {
    const { code, stdout, left } = await newSite({ fault: "exit_nonzero_after_effect" });
    expect(code).toBe(1);
    expect(stdout).toContain("*** Scheduler is disabled ***");
    expect(left).toEqual({ config: true, database: true, user: true });
  });

  it("hang: stays until it is ended, and frees its lock then", async () => {
    armFault(bench.root, { fault: "hang", command: "new-site", atPercent: 10, times: 1 });
    const running = bench.startNewSite(bench.newNames());
    const first = await Promise.race([running.ended.then(() => "ended"), new Promise((done) => running.process.stdout?.on("data", () => running.said().includes("] 10%") && done("hangs")))]);
    expect(first).toBe("hangs");
    running.process.kill("SIGTERM");
    expect((await running.ended).code).toBe(143);
  });

  it.each([
    ["app_missing", /^Could not find app "nexus_core": $/m],
    ["app_incompatible", /^App nexus_core is Incompatible with Site /m],
  ] as const)("%s: install-app tells it on stdout and exits 1; the next try goes well", async (fault, message) => {
    const { site } = await bench.makeSite();
    armFault(bench.root, { fault, command: "install-app", app: "nexus_core", times: 1 });
    const failed = await bench.run(["--site", site, "install-app", "nexus_core"]);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(message);
    expect((await bench.run(["--site", site, "execute", "frappe.get_installed_apps"])).stdout.trim()).toBe('["frappe"]');
    expect((await bench.run(["--site", site, "install-app", "nexus_core"])).code).toBe(0);
  });

  it("app_fails: a failing after_install leaves the app listed as installed; a failure on the way does not", async () => {
    for (const [atPercent, apps] of [[undefined, '["frappe", "nexus_core"]'], [60, '["frappe"]']] as const) {
      const { site } = await bench.makeSite();
      armFault(bench.root, { fault: "app_fails", command: "install-app", times: 1, ...(atPercent === undefined ? {} : { atPercent }) });
      const failed = await bench.run(["--site", site, "install-app", "nexus_core"]);
      expect(failed.code).toBe(1);
      expect(failed.stdout).toContain("An error occurred while installing nexus_core: ");
      expect((await bench.run(["--site", site, "execute", "frappe.get_installed_apps"])).stdout.trim()).toBe(apps);
    }
  });

  it("strikes only the command, site and app that it names", () => {
    const situation = { kind: "command", name: "new-site", site: "acme.example.com", apps: ["frappe"] } as const;
    for (const miss of [{ command: "drop-site" }, { site: "other.*" }, { app: "erpnext" }, { op: "createOwner" }]) armFault(bench.root, { fault: "hang", ...miss });
    armFault(bench.root, { fault: "http_500" });
    armFault(bench.root, { fault: "helper_dies" });
    expect(takeFaults(bench.root, situation)).toEqual([]);
    armFault(bench.root, { fault: "slow", command: "new-*", site: "acme.*", app: "frappe" });
    expect(takeFaults(bench.root, situation).map(({ fault }) => fault)).toEqual(["slow"]);
  });

  it("strikes exactly as often as it was told, over processes that run at once", async () => {
    armFault(bench.root, { fault: "exit_nonzero_after_effect", command: "version", times: 3 });
    const ended = await Promise.all(Array.from({ length: 6 }, () => bench.run(["version"])));
    expect(ended.filter(({ code }) => code === 1)).toHaveLength(3);
    expect(armedFaults(bench.root)).toEqual([]);
  });
});
