import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import { armedFaults, armFault } from "../src/faults.ts";
import { listInventory } from "../src/inventory.ts";

const MASTER = "master.conformance.localhost";
// A space and a quote: the executables are shell scripts.
const root = join(mkdtempSync(join(tmpdir(), "sandbox-init-")), "it's a bench");
afterAll(() => rmSync(join(root, ".."), { recursive: true, force: true }));

const run = promisify(execFile);
const init = (...more: readonly string[]) => run(process.execPath, [fileURLToPath(new URL("../src/init.ts", import.meta.url)), root, "--speed", "instant", ...more]);
const contents = () => readdirSync(root, { recursive: true }).map(String).filter((name) => !name.includes("cache")).sort();

describe("init", () => {
  it("makes a bench that looks like one, with a master site made by its own new-site", async () => {
    await init("--master", MASTER);
    for (const part of ["apps/frappe", "apps/nexus_core", "sites/assets", "sites/common_site_config.json", "config/pids", "logs/bench.log", "logs/database.log", "archived/sites", "env/bin/python", "bench"]) {
      expect(statSync(join(root, part)), part).toBeDefined();
    }
    expect(readFileSync(join(root, "sites/apps.txt"), "utf8")).toBe("frappe\nnexus_core\n");
    expect(listInventory(root)).toEqual({
      sites: [{ site: MASTER, dbName: "nx_master", maintenance: false }], archives: [], databases: ["nx_master"],
      databaseUsers: [{ user: "nx_master@localhost", grants: ["nx_master"] }], redisKeys: [],
    });
  });

  it("changes nothing the second time, and repairs what is missing", async () => {
    armFault(root, { fault: "hang", command: "migrate" });
    const before = contents();
    const config = readFileSync(join(root, "sites", MASTER, "site_config.json"), "utf8");
    rmSync(join(root, "env"), { recursive: true });
    rmSync(join(root, "apps", "nexus_core"), { recursive: true });
    await init("--master", MASTER);
    expect(contents()).toEqual(before);
    expect(readFileSync(join(root, "sites", MASTER, "site_config.json"), "utf8")).toBe(config);
    expect(armedFaults(root)).toHaveLength(1);
  });

  it("begins the master site again when an earlier try was killed in the middle", async () => {
    writeFileSync(join(root, "config/faults.json"), JSON.stringify([{ fault: "kill_at", command: "new-site", times: 1 }]));
    rmSync(join(root, "sites", MASTER), { recursive: true });
    await expect(init("--master", MASTER)).rejects.toThrow();
    await init("--master", MASTER);
    const apps = await run(join(root, "env/bin/python"), ["-m", "frappe.utils.bench_helper", "frappe", "--site", MASTER, "execute", "frappe.get_installed_apps"], { cwd: join(root, "sites") });
    expect(apps.stdout.trim()).toBe('["frappe"]');
  });

  it("logs the argv of `bench` as the real one does, and not that of the interpreter", async () => {
    await run(join(root, "env/bin/python"), ["-m", "frappe.utils.bench_helper", "frappe", "version", "-f", "plain"], { cwd: join(root, "sites") });
    expect(readFileSync(join(root, "logs/bench.log"), "utf8")).toBe("");
    expect((await run(join(root, "bench"), ["version"])).stdout).toBe("frappe 15.55.1\nnexus_core 0.0.1\n");
    expect(readFileSync(join(root, "logs/bench.log"), "utf8")).toMatch(/bench version\n$/);
  });
});
