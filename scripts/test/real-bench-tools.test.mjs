import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { NODE, ROOT } from "../launcher/paths.mjs";
import { identityOf } from "../launcher/processes/identity.mjs";
import { benchCommand } from "../real-bench/bench-command.mjs";
import { difference } from "../real-bench/inventory.mjs";
import { askWhile, median, percentile } from "../real-bench/latency.mjs";
import { openScratch } from "../real-bench/made.mjs";
import { report } from "../real-bench/provision-report.mjs";
import { dumpMariadb, formsOf, heldBy, mariadbPlaces, searchFiles } from "../real-bench/search.mjs";
import { untilDone, untilWorkedOn } from "../real-bench/watch-ledger.mjs";

const folder = mkdtempSync(join(tmpdir(), "nexus-bench-tools-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("a secret is found as it is, URL-encoded, in JSON and wherever it begins in base64", async () => {
  const secret = { name: "password", value: 'ripe quince/"harbour"+7' };
  const around = ["", "a", "ab", "abc"].map((before) => Buffer.from(`${before}${secret.value}, and more`).toString("base64"));
  for (const text of [secret.value, encodeURIComponent(secret.value), JSON.stringify({ pwd: secret.value }), ...around]) {
    assert.deepEqual(heldBy(`before ${text} after`, [secret]), [secret], text);
    writeFileSync(join(folder, "held"), `\0binary ${text}`);
    assert.deepEqual(await searchFiles(folder, [secret]), [{ file: join(folder, "held"), held: [secret] }], text);
  }
  rmSync(join(folder, "held"));
  assert.deepEqual(heldBy("ripe quince harbour", [secret]), []);
  assert.ok(formsOf(secret.value).every((form) => form.length > 8), "no form is so short that it is found by chance");
});

test("each database is searched, as its own user where the administrator may not, and what nobody may read is told", async () => {
  const data = join(folder, "data");
  for (const place of ["data/mysql", "logs", "clients"]) mkdirSync(join(folder, place), { recursive: true });
  const answer = `case "$*" in *@@datadir*) printf '${data}/\\tgeneral.log\\tslow.log\\t\\t${folder}/logs/bin\\n';; *DATABASES*) printf 'mysql\\nsys\\nnx_1\\n_master\\nother\\n';; *) echo users and logs;; esac`;
  const dump = 'user=$6; for name; do :; done; case "$user $name" in "root mysql"|"root nx_1"|"_master _master") echo "$MYSQL_PWD has $name";; *) exit 2;; esac';
  for (const [name, text] of [["mariadb", answer], ["mariadb-dump", dump]]) writeFileSync(join(folder, "clients", name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const { PATH } = process.env;
  process.env.PATH = `${join(folder, "clients")}:${PATH}`;
  try {
    const bench = { admin: { user: "root", password: "roots" } };
    const dumped = [...dumpMariadb(bench, { host: "127.0.0.1", port: 3306 }, [{ user: "_master", password: "its own" }])];
    assert.deepEqual(dumped.map(({ place, text }) => [place, text?.trim() ?? null]), [
      ["MariaDB", "users and logs"], ["MariaDB: mysql", "roots has mysql"], ["MariaDB: nx_1", "roots has nx_1"], ["MariaDB: _master", "its own has _master"], ["MariaDB: other", null],
    ]);
    const both = (isReadable) => [{ place: `${data}/`, isReadable }, { place: join(folder, "logs"), isReadable }];
    assert.deepEqual(mariadbPlaces(bench, { host: "127.0.0.1", port: 3306 }), both(true));
    assert.deepEqual(mariadbPlaces(bench, { host: "database.example.com", port: 3306 }), both(false));
    writeFileSync(join(folder, "clients/mariadb"), `#!/bin/sh\n${answer.replace(`${folder}/logs/bin`, "")}\n`);
    assert.deepEqual(mariadbPlaces(bench, { host: "127.0.0.1", port: 3306 }), [{ place: `${data}/`, isReadable: true }], "no binary log");
  } finally {
    process.env.PATH = PATH;
  }
});

test("the ledger tells who works on a step, and when it was done after tries that failed", async () => {
  const signal = AbortSignal.timeout(10_000);
  const entry = (name, state, request) => {
    mkdirSync(join(folder, "agent/ledger", name), { recursive: true });
    writeFileSync(join(folder, "agent/ledger", name, "entry.json"), JSON.stringify({ state, request: { type: "registerTenant", site: "master", ...request } }));
  };
  const wanted = { type: "registerTenant", subdomain: "acme", status: "Deleted" };
  entry("1", "succeeded", { subdomain: "acme", status: "Active" });
  entry("2", "running", { subdomain: "globex", status: "Deleted" });
  entry("3", "failed", { subdomain: "acme", status: "Deleted" });
  const done = untilDone(join(folder, "agent"), wanted, signal);
  await assert.rejects(untilWorkedOn(join(folder, "agent"), wanted, signal), /was over before it could be met/);
  entry("4", "succeeded", { subdomain: "acme", status: "Deleted" });
  assert.equal((await done).state, "succeeded");
});

test("medians and percentiles are those of the values", () => {
  assert.deepEqual([median([3, 1, 2]), median([4, 1, 2, 3]), percentile([1, 2, 3, 4], 0.99), percentile([1, 2, 3, 4], 0.5)], [2, 2.5, 4, 2]);
});

test("waits are measured while work lasts, beside those for a server that does nothing", async () => {
  const slow = createServer((request, response) => void setTimeout(() => response.writeHead(request.url === "/ill" ? 503 : 200).end(), 100));
  after(() => slow.close());
  await new Promise((resolve) => slow.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${slow.address().port}`;
  const { asked, result } = await askWhile({ well: `${url}/`, ill: `${url}/ill` }, async () => {
    await delay(1_500);
    return "done";
  });
  assert.equal(result, "done");
  assert.ok(asked.well.times.length > 0 && asked.well.times[0] >= 99 && asked.well.failed === 0, JSON.stringify(asked.well));
  assert.ok(asked.ill.times.length === 0 && asked.ill.failed > 0, JSON.stringify(asked.ill));
  assert.ok(asked.nothing.times.length > asked.well.times.length && asked.nothing.times[0] < 99, JSON.stringify(asked.nothing));
});

test("inventories differ by what came and what went", () => {
  assert.deepEqual(difference(["database a", "database b"], ["database b", "database c"]), ["+ database c", "- database a"]);
});

test("the report says which target was missed", () => {
  const health = { times: [1, 2, 3], failed: 0 };
  const run = (total) => ({ steps: [{ name: "create_site", ms: total }], total, usable: total, processor: total / 2000 });
  const measured = { turns: { raw: [run(50_000)], ours: [run(50_900)] }, many: { states: ["succeeded"], ms: 1, commands: { most: 1, nices: [5] }, health: { agent: health, web: health, nothing: health } }, memory: { agent: { rss: 100, pss: 60 }, helpers: [] }, idle: { agent: health, web: health, nothing: health }, nice: "5" };
  const bench = { path: benchPath(), apps: [] };
  assert.equal(report(measured, bench).missed, false);
  assert.match(report(measured, bench).text, /0\.90 s \(ratio 1\.018\) +\| at most 1\.00 s +\| met/);
  assert.equal(report({ ...measured, turns: { raw: [run(50_000)], ours: [run(51_100)] } }, bench).missed, true);
  assert.equal(report({ ...measured, many: { ...measured.many, states: ["rolled_back"] } }, bench).missed, true);
  assert.equal(report({ ...measured, idle: { ...measured.idle, agent: { times: [51], failed: 0 } } }, bench).missed, true);
});

test("what a killed measurement made is removed by the next one, and nothing else", async () => {
  const bench = { path: benchPath(), admin: { user: "root", password: "sandbox-root" } };
  const made = { site: "raw-1.measure.localhost", dbName: "nx_0123456789abcdef01234567_1" };
  const scratch = await openScratch(join(folder, "scratch"), bench, () => undefined);
  scratch.willMake(made.site, made.dbName);
  for (const [site, dbName] of [[made.site, made.dbName], ["other.localhost", "nx_76543210fedcba9876543210_1"]]) {
    await benchCommand(bench, ["new-site", site, "--db-name", dbName], { input: ["sandbox-root", "x", "x"] });
  }
  const said = [];
  const next = await openScratch(join(folder, "scratch"), bench, (sentence) => said.push(sentence));
  assert.deepEqual(said, ["An earlier one was cut off; removing what it left"]);
  assert.deepEqual(readdirSync(join(bench.path, "sites")).filter((name) => name.includes("localhost")), ["other.localhost"]);
  await next.removeAll();
  assert.equal(existsSync(join(folder, "scratch")), false);
});

test("a measurement does not begin beside another, of whichever kind", async () => {
  const place = join(folder, "taken");
  const other = spawn("sleep", ["60"], { stdio: "ignore" });
  after(() => other.kill("SIGKILL"));
  mkdirSync(place);
  writeFileSync(join(place, "measures.json"), JSON.stringify({ pid: other.pid, identity: identityOf(other.pid) }));
  await assert.rejects(openScratch(join(place, "killing"), { path: benchPath(), admin: { user: "root", password: "sandbox-root" } }, () => undefined), /Another measurement of this checkout is running/);
  assert.deepEqual(readdirSync(place), ["measures.json"]);
});

/** A sandbox bench, made at the first call. */
function benchPath() {
  const path = join(folder, "bench");
  if (!existsSync(path)) execFileSync(NODE, ["packages/sandbox-bench/src/init.ts", path, "--speed", "instant"], { cwd: ROOT });
  return path;
}
