import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EnvError, readEnv } from "../src/env.ts";

const SECRET = "x7Kp2mQ9vR4tW8yZ1aB3cD5eF6gH0jL2";
const LEAST = { DATABASE_URL: "postgresql://nexus@127.0.0.1/nexus", AGENT_SECRET: SECRET, NEXUS_ENCRYPTION_KEY: SECRET };
const problemsOf = (settings: Record<string, string>): string => {
  try {
    readEnv(settings);
    return "";
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
};

test("three settings are enough, and an empty one counts as not set", () => {
  const env = readEnv({ ...LEAST, SMTP_URL: "", ROOT_URL: "" });
  expect(env).toMatchObject({ agent: { url: "http://127.0.0.1:8788" }, webUrl: "http://nexus.localhost:3000", masterSite: null, mail: { smtpUrl: null } });
});

test("mails bear the name that the product's file says, unless PRODUCT_NAME is set, and the default only where neither is", () => {
  const folder = mkdtempSync(join(tmpdir(), "nexus-product-"));
  try {
    const PRODUCT_CONFIG = join(folder, "orchard.json");
    writeFileSync(PRODUCT_CONFIG, '{ "name": "Orchard, Inc." }');
    expect(readEnv({ ...LEAST, PRODUCT_CONFIG }).mail).toMatchObject({ product: "Orchard, Inc.", from: '"Orchard, Inc." <no-reply@nexus.localhost>' });
    expect(readEnv({ ...LEAST, PRODUCT_CONFIG, PRODUCT_NAME: "Meadow" }).mail.product).toBe("Meadow");
    writeFileSync(PRODUCT_CONFIG, "{}");
    expect(readEnv({ ...LEAST, PRODUCT_CONFIG, PRODUCT_NAME: "" }).mail.product).toBe("Nexus");
    writeFileSync(PRODUCT_CONFIG, '{ "name": ');
    expect(problemsOf({ ...LEAST, PRODUCT_CONFIG })).toMatch(`The product configuration ${PRODUCT_CONFIG} cannot be read: `);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every wrong setting is named in a line of its own, with what to set", () => {
  const lines = problemsOf({ DATABASE_URL: "mysql://x", AGENT_SECRET: "short", WORKER_CONCURRENCY: "many" }).split("\n");
  expect(lines).toEqual([
    expect.stringMatching(/^DATABASE_URL is a PostgreSQL connection string/), expect.stringMatching(/^AGENT_SECRET needs at least 32/),
    expect.stringMatching(/^NEXUS_ENCRYPTION_KEY is not set/), expect.stringMatching(/^WORKER_CONCURRENCY is a whole number/),
  ]);
});

test("a message about a setting does not repeat its value", () => {
  expect(problemsOf({ ...LEAST, AGENT_SECRET: "hunter2", SMTP_URL: "http://user:hunter2@mail" })).not.toContain("hunter2");
});

test("a site's address takes scheme and port from the pattern, and the host is the site's own", () => {
  const { siteUrl } = readEnv({ ...LEAST, SITES_PUBLIC_URL: "https://{subdomain}.example.com" });
  expect(siteUrl("acme.example.com")).toBe("https://acme.example.com");
  expect(readEnv({ ...LEAST, SITES_PUBLIC_PORT: "8081" }).siteUrl("acme.sites.localhost")).toBe("http://acme.sites.localhost:8081");
});
