import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createMasterSite } from "@nexus/sandbox-bench/bench/master-site";
import { benchAt } from "@nexus/sandbox-bench/bench/paths";
import { armFault, clearFaults } from "@nexus/sandbox-bench/faults";
import { siteServer } from "@nexus/sandbox-bench/http/server";
import { MariaDb } from "@nexus/sandbox-bench/mariadb/server";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { readDoctorEnv } from "../src/doctor/env.ts";
import { examine, type Report } from "../src/doctor/examine.ts";
import { type Patient, patientOf } from "../src/doctor/patient.ts";
import { ROOT_PASSWORD, temporaryBench } from "./running-agent.ts";

const MAIN = fileURLToPath(new URL("../src/doctor/main.ts", import.meta.url));
const MASTER = "master.sites.localhost";
const bench = temporaryBench();
const { benchPath } = bench;
const server = siteServer(benchAt(benchPath));
const settings = {
  BENCH_PATH: benchPath, AGENT_STATE_DIR: path.join(bench.root, "state"), AGENT_SECRET: "0123456789abcdefghijklmnopqrstuvwxyz",
  DB_ROOT_PASSWORD: ROOT_PASSWORD, DEFAULT_APPS: "nexus_core", MASTER_SITE_NAME: MASTER, SITES_UPSTREAM: "", PATH: process.env["PATH"] ?? "",
};
beforeAll(async () => {
  await createMasterSite(benchAt(benchPath), { host: MASTER, rootPassword: ROOT_PASSWORD });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  settings.SITES_UPSTREAM = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => clearFaults(benchPath));
afterAll(() => {
  server.close();
  bench.remove();
});

/** Settings that are otherwise, or are not made. */
type Changes = { [Name in keyof typeof settings]?: string | undefined };

async function reportWith(changes: Changes = {}, now = () => new Date()): Promise<Report> {
  const patient: Patient = patientOf(readDoctorEnv({ ...settings, ...changes }), now);
  return examine(patient).finally(() => patient.close());
}

/** What is wrong, without what is well. */
async function complaintsWith(changes: Changes = {}, now?: () => Date): Promise<Report> {
  return (await reportWith(changes, now)).filter(({ level }) => level !== "ok");
}

/** `npm run doctor` as it is run. */
function run(changes: Partial<typeof settings>, ...args: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => execFile(process.execPath, [MAIN, ...args], { env: { ...settings, ...changes } }, (error, stdout) => resolve({ code: typeof error?.code === "number" ? error.code : 0, said: stdout })));
}

const filesOfBench = (): string[] => readdirSync(benchPath, { recursive: true, encoding: "utf8" }).filter((name) => !name.startsWith(path.join("env", "cache"))).sort();

/** What every report on this bench says, whatever else is wrong. */
const ALWAYS = [
  expect.objectContaining({ check: "route", level: "warning", found: expect.stringContaining("X-Frappe-Site-Name") }),
  expect.objectContaining({ check: "master", level: "warning", found: expect.stringContaining("setup wizard") }),
];
const found = (check: string, text: string, level = "problem") => expect.objectContaining({ check, level, found: expect.stringContaining(text), advice: expect.stringMatching(/\w/) });

describe("a bench that is well", () => {
  test("has no problem, and a line for everything that was looked at", async () => {
    const report = await reportWith();
    expect(report.filter(({ level }) => level !== "ok")).toEqual(ALWAYS);
    expect([...new Set(report.map(({ check }) => check))]).toEqual(["folders", "state", "disk", "frappe", "apps", "database", "redis", "route", "master"]);
  });

  test("is not changed: no file, database or user is made, nor a state folder", async () => {
    const before = filesOfBench();
    expect((await run({})).code).toBe(0);
    expect(filesOfBench()).toEqual(before);
    expect(readdirSync(bench.root)).toEqual(["bench"]);
  });
});

test("the disk on which MariaDB has its data is looked at too, where it is on this machine", async () => {
  const [data, away, other] = [path.join(benchPath, "mariadb"), path.join(bench.root, "away"), mkdtempSync("/dev/shm/nexus-doctor-")];
  cpSync(data, other, { recursive: true });
  renameSync(data, away);
  symlinkSync(other, data);
  try {
    const disks = (await reportWith()).filter(({ check }) => check === "disk").map(({ found: said }) => said);
    expect(disks).toEqual([expect.stringMatching(`^${data} has .* GB free`), expect.stringMatching(" GB free")]);
    // Where MariaDB cannot be asked, the other disks are told all the same.
    armFault(benchPath, { fault: "database_down", op: "databaseState" });
    expect((await reportWith()).filter(({ check }) => check === "disk")).toHaveLength(1);
  } finally {
    rmSync(data);
    renameSync(away, data);
    rmSync(other, { recursive: true });
  }
});

describe("npm run doctor", () => {
  test("prints a line for each finding, with advice, and ends with 1 when there is a problem", async () => {
    const { code, said } = await run({ DEFAULT_APPS: "nexus_core,nope" });
    expect(code).toBe(1);
    expect(said).toMatch(/^ok +folders +\S/m);
    expect(said).toMatch(/^problem +apps +DEFAULT_APPS names nope.*\n +→ Get it with/m);
    expect(said).toMatch(/^1 to mend .* 2 to know of\. Nothing was changed\.$/m);
  });

  test("says the same as one document", async () => {
    const { code, said } = await run({ BENCH_PATH: path.join(bench.root, "nowhere") }, "--json");
    expect([code, JSON.parse(said)]).toEqual([1, { healthy: false, findings: [found("folders", "is no bench")] }]);
  });

  test("names a setting that is wrong instead of looking further", async () => {
    const { code, said } = await run({ SITES_UPSTREAM: "sites.example.com" });
    expect([code, said]).toEqual([1, expect.stringMatching(/^problem +settings +SITES_UPSTREAM is an address/)]);
  });

  test("tells no password", async () => {
    armFault(benchPath, { fault: "bad_root_password", op: "databaseState" });
    for (const args of [[], ["--json"]]) expect((await run({}, ...args)).said).not.toContain(ROOT_PASSWORD);
  });
});

describe("what is wrong", () => {
  test.each([
    ["MariaDB is down", { fault: "database_down", op: "databaseState" }, found("database", "database does not answer")],
    ["the administrator's password is wrong", { fault: "bad_root_password", op: "databaseState" }, found("database", "refused")],
    ["Redis is down", { fault: "redis_down", op: "redisState" }, found("redis", "Redis (queue) at redis://127.0.0.1:11000 does not answer (ConnectionError)")],
    ["the master site's database is down", { fault: "database_down", op: "siteFacts" }, found("master", "database does not answer")],
    ["the master site is in maintenance", { fault: "http_503", path: "/api/method/ping", site: MASTER }, found("route", `${MASTER} is not served`)],
    ["the helper dies", { fault: "helper_dies", op: "describe" }, found("frappe", "helper")],
    ["the helper talks nonsense", { fault: "helper_garbage", op: "describe" }, found("frappe", "helper")],
  ] as const)("%s", async (_what, fault, complaint) => {
    armFault(benchPath, fault);
    expect(await complaintsWith()).toContainEqual(complaint);
  });

  test.each([
    ["an app that is not on the bench", { DEFAULT_APPS: "nexus_core, nope" }, found("apps", "DEFAULT_APPS names nope")],
    ["a place where no sites are served", { SITES_UPSTREAM: "http://127.0.0.1:9" }, found("route", "Nothing answers at http://127.0.0.1:9")],
    ["a master site that is not there", { MASTER_SITE_NAME: "nobody.sites.localhost" }, found("master", "no site nobody.sites.localhost")],
    ["a state folder that cannot be made", { AGENT_STATE_DIR: path.join(benchPath, "sites", "apps.txt", "state") }, found("state", "cannot write its state")],
  ] as const)("%s", async (_what, changes, complaint) => {
    expect(await complaintsWith(changes)).toContainEqual(complaint);
  });

  test("clocks that disagree, in MariaDB and where the sites are served", async () => {
    const late = await complaintsWith({}, () => new Date(Date.now() + 600_000));
    for (const check of ["database", "route"]) expect(late).toContainEqual(found(check, "s behind this machine's"));
    expect(await complaintsWith({}, () => new Date(Date.now() - 20_000))).toContainEqual(found("database", "s ahead of this machine's", "warning"));
  });

  test("an administrator who may not make users", async () => {
    await changed("mariadb/root.json", (text) => JSON.stringify({ ...(JSON.parse(text) as object), grants: ["GRANT SELECT ON *.* TO `root`@`localhost`"] }), async () => {
      expect(await complaintsWith()).toContainEqual(found("database", "lacks CREATE USER on *.*; SHOW DATABASES on *.*; ALL PRIVILEGES"));
    });
  });

  test("passwords in the bench's config, no worker, no Redis in the config", async () => {
    await changed("sites/common_site_config.json", (text) => JSON.stringify({ ...(JSON.parse(text) as object), root_password: "x", background_workers: 0, redis_cache: undefined }), async () => {
      const complaints = await complaintsWith();
      expect(complaints).toContainEqual(found("folders", "holds root_password", "warning"));
      expect(complaints).toContainEqual(found("redis", "No worker", "warning"));
      expect(complaints).toContainEqual(found("redis", "no redis_cache"));
    });
  });

  test("a bench that lets visitors read during maintenance", async () => {
    await changed("sites/common_site_config.json", (text) => JSON.stringify({ ...(JSON.parse(text) as object), allow_reads_during_maintenance: 1 }), async () => {
      expect(await complaintsWith()).toContainEqual(found("folders", "allow_reads_during_maintenance", "warning"));
    });
  });

  test("a config of the bench that is cut off, which is told before anything else is asked", async () => {
    await changed("sites/common_site_config.json", (text) => text.slice(0, 20), async () => {
      expect(await complaintsWith()).toContainEqual(found("folders", "cannot be read as JSON"));
    });
  });

  test("an app that is listed but whose folder is gone", async () => {
    const [folder, away] = [path.join(benchPath, "apps", "nexus_core"), path.join(bench.root, "away")];
    renameSync(folder, away);
    expect(await complaintsWith()).toContainEqual(found("apps", "nexus_core"));
    renameSync(away, folder);
  });

  test("an app that lies in apps/ and that the bench's interpreter cannot load, and what an app needs beside it", async () => {
    mkdirSync(path.join(benchPath, "apps", "not_installed"));
    await changed("sites/apps.txt", (text) => `${text}not_installed\n`, async () => {
      expect(await complaintsWith({ DEFAULT_APPS: "not_installed" })).toContainEqual(found("apps", "cannot load not_installed"));
      await changed("apps/nexus_core/sandbox.json", (text) => JSON.stringify({ ...(JSON.parse(text) as object), requiredApps: ["absent", "not_installed"] }), async () => {
        const complaints = await complaintsWith();
        expect(complaints).toContainEqual(found("apps", "DEFAULT_APPS names, or needs, absent"));
        expect(complaints).toContainEqual(found("apps", "cannot load not_installed"));
      });
    });
    rmSync(path.join(benchPath, "apps", "not_installed"), { recursive: true });
  });

  test("without a master site: an upstream that serves other sites, one that obeys X-Frappe-Site-Name, and no site to tell", async () => {
    const other = createServer((_request, response) => void response.writeHead(404).end());
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    expect(await complaintsWith({ MASTER_SITE_NAME: undefined, SITES_UPSTREAM: elsewhere })).toContainEqual(found("route", `${MASTER} is not served at ${elsewhere}: 404`));
    other.close();
    expect(await reportWith({ MASTER_SITE_NAME: undefined })).toContainEqual({ check: "route", level: "ok", found: `${MASTER} is served under its own Host.` });
    expect(await complaintsWith({ MASTER_SITE_NAME: undefined })).toContainEqual(ALWAYS[0]);
    await changed(`sites/${MASTER}/site_config.json`, (text) => JSON.stringify({ ...(JSON.parse(text) as object), maintenance_mode: 1 }), async () => {
      expect(await complaintsWith({ MASTER_SITE_NAME: undefined })).toContainEqual(found("route", "cannot be seen", "warning"));
    });
  });

  test("an interpreter that does not start", async () => {
    await changed("env/bin/python", () => "#!/bin/sh\nexit 1\n", async () => {
      expect(await complaintsWith()).toContainEqual(found("frappe", "helper"));
    });
  });

  test("sites that are served whatever the Host", async () => {
    armFault(benchPath, { fault: "http_500", path: "/api/method/ping", site: "doctor-*" });
    expect(await complaintsWith()).toContainEqual(found("route", "answers an unknown Host with 500 instead of 404"));
  });

  test("a state folder that others may look into", async () => {
    const folder = path.join(bench.root, "open-state");
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    expect(await complaintsWith({ AGENT_STATE_DIR: folder })).toContainEqual(found("state", "may look into", "warning"));
    rmSync(folder, { recursive: true });
  });

  test("a master site whose database is lost", async () => {
    new MariaDb(benchAt(benchPath)).dropDatabase("nx_master");
    expect(await complaintsWith()).toContainEqual(found("master", "cannot be read"));
  });
});

/** Has a file of the bench hold something else while `work` is done. */
async function changed(file: string, change: (text: string) => string, work: () => Promise<void>): Promise<void> {
  const place = path.join(benchPath, file);
  const text = readFileSync(place, "utf8");
  writeFileSync(place, change(text));
  await work().finally(() => writeFileSync(place, text));
}
