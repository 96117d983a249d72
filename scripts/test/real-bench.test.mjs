import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { appsOf, benchOf, conformanceEnvironment } from "../testing/real-bench.mjs";

const bench = mkdtempSync(join(tmpdir(), "nexus-bench-"));
after(() => rmSync(bench, { recursive: true }));
for (const folder of ["env/bin", "sites", "apps/frappe/frappe"]) mkdirSync(join(bench, folder), { recursive: true });
for (const file of ["env/bin/python", "sites/common_site_config.json"]) writeFileSync(join(bench, file), "{}");
writeFileSync(join(bench, "sites/apps.txt"), "frappe\n");
writeFileSync(join(bench, "apps/frappe/frappe/__init__.py"), '__version__ = "15.0.1"\n');

test("the suite on a real bench says which setting is missing or wrong", () => {
  assert.throws(() => conformanceEnvironment({}), /Set BENCH_PATH to the folder of a real bench/);
  assert.throws(() => conformanceEnvironment({ BENCH_PATH: tmpdir(), DB_ROOT_PASSWORD: "x" }), /is no bench: it has no env\/bin\/python/);
  assert.throws(() => conformanceEnvironment({ BENCH_PATH: bench }), /Set DB_ROOT_PASSWORD/);
});

test("the suite on a real bench takes the settings of npm start", () => {
  assert.deepEqual(conformanceEnvironment({ BENCH_PATH: bench, DB_ROOT_USER: "admin", DB_ROOT_PASSWORD: "x", SITES_UPSTREAM: "http://127.0.0.1:8001", DEFAULT_APPS: "erpnext, other" }), {
    CONFORMANCE_BENCH: bench, CONFORMANCE_URL: "http://127.0.0.1:8001", CONFORMANCE_ROOT_USER: "admin", CONFORMANCE_ROOT_PASSWORD: "x", CONFORMANCE_APP: "erpnext",
  });
});

test("a master site is one of the bench's, or none", () => {
  const settings = { BENCH_PATH: bench, DB_ROOT_PASSWORD: "x" };
  assert.equal(benchOf(settings).masterSite, null);
  assert.throws(() => benchOf({ ...settings, MASTER_SITE_NAME: "master.localhost" }), /MASTER_SITE_NAME is master\.localhost, which is no site of this bench/);
  mkdirSync(join(bench, "sites/master.localhost"));
  writeFileSync(join(bench, "sites/master.localhost/site_config.json"), "{}");
  assert.equal(benchOf({ ...settings, MASTER_SITE_NAME: "master.localhost" }).masterSite, "master.localhost");
});

test("the versions of a bench's apps are read from the apps", () => {
  assert.equal(appsOf(bench), "frappe 15.0.1");
});
