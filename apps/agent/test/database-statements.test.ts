import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HELPER_FILE } from "../src/bench/paths.ts";

const DRIVER = path.join(import.meta.dirname, "fixtures", "driver");
const PASSWORD = "ripe-quince-harbour";
const sites = mkdtempSync(path.join(tmpdir(), "nexus-statements-"));
beforeAll(() => writeFileSync(path.join(sites, "common_site_config.json"), "{}"));
afterAll(() => rmSync(sites, { recursive: true }));

const sha1 = (data: string | Buffer): Buffer => createHash("sha1").update(data).digest();
const hasPython = spawnSync("python3", ["--version"]).status === 0;

test.skipIf(!hasPython)("MariaDB, which logs statements as they come, gets the hash of a site's password and not the password", () => {
  const requests = [
    { id: 1, op: "init", args: { databaseAdmin: { user: "root", password: "of-no-importance" } } },
    { id: 2, op: "createDatabase", args: { dbName: "nx_0123456789abcdef01234567_1", password: PASSWORD, host: "127.0.0.1" } },
  ];
  const { stdout, stderr } = spawnSync("python3", [HELPER_FILE, "databases"], {
    cwd: sites, input: requests.map((request) => `${JSON.stringify(request)}\n`).join(""), env: { PATH: process.env["PATH"], PYTHONPATH: DRIVER, PYTHONDONTWRITEBYTECODE: "1" }, encoding: "utf8",
  });
  expect(stdout.trim().split("\n").map((line) => JSON.parse(line) as unknown)).toEqual([{ id: 1, ok: true, result: {} }, { id: 2, ok: true, result: {} }]);
  expect(stderr).toContain(`CREATE USER 'nx_0123456789abcdef01234567_1'@'127.0.0.1' IDENTIFIED BY PASSWORD '*${sha1(sha1(PASSWORD)).toString("hex").toUpperCase()}'`);
  expect(stderr).not.toContain(PASSWORD);
});
