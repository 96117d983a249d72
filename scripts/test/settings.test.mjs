import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { envFile, state } from "./state.mjs";

const { ROOT } = await import("../launcher/paths.mjs");
const { loadSettings } = await import("../launcher/settings/load.mjs");
const { checkMail } = await import("../launcher/settings/check-mail.mjs");
const { summaryOf } = await import("../launcher/summary.mjs");
const { withAddresses } = await import("../launcher/services.mjs");
const { environmentFor } = await import("../launcher/settings/for-children.mjs");

const SECRETS = ["NEXTAUTH_SECRET", "NEXUS_ENCRYPTION_KEY", "AGENT_SECRET", "DATABASE_APP_PASSWORD", "ADMIN_PASSWORD"];

test("secrets that nobody set are made once, differ, and are readable to their owner only", () => {
  const first = loadSettings({});
  const second = loadSettings({});
  for (const name of SECRETS) assert.equal(first[name], second[name]);
  assert.equal(new Set(SECRETS.map((name) => first[name])).size, SECRETS.length);
  for (const name of SECRETS.slice(0, 4)) assert.match(first[name], /^[0-9a-f]{64}$/);
  assert.match(first.ADMIN_PASSWORD, /^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
  assert.equal(statSync(join(state, "secrets.env")).mode & 0o777, 0o600);
  assert.equal(statSync(state).mode & 0o777, 0o700);
});

test("a secret that somebody set is used and not written down", () => {
  assert.equal(loadSettings({ ADMIN_PASSWORD: "of my own choice" }).ADMIN_PASSWORD, "of my own choice");
  assert.ok(!readFileSync(join(state, "secrets.env"), "utf8").includes("of my own choice"));
});

test("the environment wins over the file, the file over defaults, and an empty value counts as not set", () => {
  writeFileSync(envFile, "LOG_LEVEL=debug\nROOT_DOMAIN=from-file.test\nSITES_DOMAIN=\n");
  const settings = loadSettings({ LOG_LEVEL: "warn", ROOT_DOMAIN: "" });
  writeFileSync(envFile, "");
  assert.equal(settings.LOG_LEVEL, "warn");
  assert.equal(settings.ROOT_DOMAIN, "from-file.test");
  assert.equal(settings.SITES_DOMAIN, "nexus-sites.localhost");
});

test("no process gets a secret that it does not need", () => {
  const settings = { ...loadSettings({}), DB_ROOT_PASSWORD: "r", SMTP_URL: "smtp://m", DATABASE_URL: "postgresql://d", DATABASE_OWNER_URL: "postgresql://o", PATH: "/bin", AWS_SECRET_ACCESS_KEY: "x" };
  const has = (process) => [...SECRETS, "DB_ROOT_PASSWORD", "SMTP_URL", "DATABASE_URL", "DATABASE_OWNER_URL", "AWS_SECRET_ACCESS_KEY"].filter((name) => name in environmentFor(process, settings)).sort();
  assert.deepEqual(has("web"), ["ADMIN_PASSWORD", "DATABASE_URL", "NEXTAUTH_SECRET", "NEXUS_ENCRYPTION_KEY"]);
  assert.deepEqual(has("worker"), ["AGENT_SECRET", "DATABASE_URL", "NEXUS_ENCRYPTION_KEY", "SMTP_URL"]);
  for (const process of ["agent", "doctor"]) assert.deepEqual(has(process), ["AGENT_SECRET", "DB_ROOT_PASSWORD"]);
  assert.deepEqual(has("sandbox"), []);
  assert.deepEqual(has("database"), ["DATABASE_APP_PASSWORD", "DATABASE_OWNER_URL", "DATABASE_URL"]);
  assert.equal(environmentFor("web", settings).PATH, "/bin");
});

test("the dev inbox is told of where it is open, and nowhere else", async () => {
  const inbox = async (more) => summaryOf(await withAddresses({ ...loadSettings({}), BENCH_PATH: "/nowhere", ...more }, () => undefined)).inbox;
  assert.match(await inbox({}), /\/dev\/inbox$/);
  for (const more of [{ NEXUS_DEV_INBOX: "0" }, { NEXUS_DEV_INBOX: "1", SMTP_URL: "smtp://mail.example.com" }]) assert.equal(await inbox(more), null);
});

test("mails that a mail server gets are not shown in the dev inbox, whatever was asked for", async () => {
  const inbox = async (more) => (await withAddresses({ ...loadSettings({}), BENCH_PATH: "/nowhere", ...more }, () => undefined)).NEXUS_DEV_INBOX;
  assert.equal(await inbox({}), "1");
  assert.equal(await inbox({ NEXUS_DEV_INBOX: "0" }), "0");
  assert.equal(await inbox({ NEXUS_DEV_INBOX: "1", SMTP_URL: "smtp://mail.example.com" }), "0");
});

test("a web app that others reach does not start without a mail server, as nobody could sign up", () => {
  for (const place of [{ NEXTAUTH_URL: "https://signup.example.com" }, { ROOT_URL: "http://192.168.1.4:3000" }, { ROOT_DOMAIN: "signup.example.com" }]) {
    const settings = { ...loadSettings({}), ...place };
    assert.throws(() => checkMail(settings), /is reached by others, but SMTP_URL is not set[^]*Set SMTP_URL/);
    checkMail({ ...settings, SMTP_URL: "smtp://mail.example.com" });
  }
  checkMail(loadSettings({}));
  checkMail({ ...loadSettings({}), NEXTAUTH_URL: "http://127.0.0.1:3000" });
});

for (const process of ["web", "worker", "agent"]) {
  test(`every setting that apps/${process} reads can reach it`, () => {
    const source = readFileSync(join(ROOT, `apps/${process}/src/env.ts`), "utf8");
    const names = [...source.matchAll(/^\s+([A-Z][A-Z0-9_]+): /gm)].map((match) => match[1]);
    assert.ok(names.length > 5);
    // SMTP_URL holds a password, and the web app is told by NEXUS_DEV_INBOX what it wants to know of it.
    const wanted = names.filter((name) => !(process === "web" && name === "SMTP_URL"));
    const got = environmentFor(process, Object.fromEntries(wanted.map((name) => [name, "x"])));
    assert.deepEqual(wanted.filter((name) => !(name in got)), []);
  });
}
