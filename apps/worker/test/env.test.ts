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
