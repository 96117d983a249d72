import { describe, expect, test } from "vitest";
import { nextPage } from "../src/auth/next-page.ts";
import { clientIp } from "../src/requests/client-ip.ts";
import { acceptRequestId } from "../src/requests/request-id.ts";
import { proxyIsTrusted } from "../src/requests/socket-address.ts";
import { bodyRefusal } from "../src/security/body-length.ts";
import { canonicalPage } from "../src/security/canonical-host.ts";
import { contentSecurityPolicy } from "../src/security/headers.ts";
import { isLocalOrigin } from "../src/security/local-origin.ts";
import { isSameOrigin } from "../src/security/same-origin.ts";
import { signupCookieLine } from "../src/signup/signup-cookie.ts";

describe("where a sign-in may lead", () => {
  test("to a path of this app", () => {
    for (const path of ["/", "/runs/0198?x=1", "/admin/audit?from=2026-01-01#top", "/runs/a//b"]) expect(nextPage(path)).toBe(path);
  });
  test.each(["//evil.example", "/.//evil.example", "/x/..//evil.example", "/%2e//evil.example", "/x/%2E%2e//evil.example", "///evil.example", "//", "/\\evil.example", "https://evil.example", "runs", "/a\nb", "", null, undefined])("not to %j", (wanted) => {
    expect(nextPage(wanted)).toBeNull();
  });
});

describe("which requests may change something with cookies", () => {
  const own = "http://nexus.localhost:3000";
  test.each([
    [{ origin: own }, true],
    [{ origin: "http://acme.nexus-sites.localhost:8080" }, false],
    [{ origin: "http://acme.nexus.localhost:3000" }, false],
    [{ origin: "null" }, false],
    [{ "sec-fetch-site": "cross-site" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
    [{}, true],
  ])("%j: %s", (headers, allowed) => {
    expect(isSameOrigin(new Headers(headers), own)).toBe(allowed);
  });
});

describe("pages at a loopback name", () => {
  const own = "http://nexus.localhost:3000";
  test("are led to the product's own", () => {
    expect(canonicalPage("localhost:3000", "/signup?a=b", own)).toBe("http://nexus.localhost:3000/signup?a=b");
    expect(canonicalPage("127.0.0.1:3000", "/", own)).toBe("http://nexus.localhost:3000/");
    expect(canonicalPage("[::1]:3000", "/", own)).toBe("http://nexus.localhost:3000/");
  });
  test("stay where a real domain is configured, or they are there already", () => {
    expect(canonicalPage("localhost:3000", "/", "https://example.com")).toBeNull();
    expect(canonicalPage("nexus.localhost:3000", "/", own)).toBeNull();
    expect(canonicalPage("localhost.evil.example", "/", own)).toBeNull();
  });
});

test("a request keeps an id of the right shape and gets another for anything that could forge a log line", () => {
  expect(acceptRequestId("0198c0de-1111-7000-8000-000000000001", () => "new")).toBe("0198c0de-1111-7000-8000-000000000001");
  for (const bad of [null, "", "short", "a".repeat(65), 'x"}\n{"level":50', "ünicode-request"]) expect(acceptRequestId(bad, () => "new")).toBe("new");
});

test("the visitor's address is the last one that a proxy of ours wrote", () => {
  expect(clientIp(new Headers({ "x-forwarded-for": "6.6.6.6, 203.0.113.9" }))).toBe("203.0.113.9");
  expect(clientIp(new Headers({ "x-forwarded-for": "::ffff:127.0.0.1" }))).toBe("127.0.0.1");
  expect(clientIp(new Headers({ "x-forwarded-for": "<script>" }))).toBeNull();
  expect(clientIp(new Headers())).toBeNull();
});

test.each([
  ["http://nexus.localhost:3000", true], ["http://localhost", true], ["http://127.0.0.1:3000", true], ["http://[::1]:3000", true],
  ["https://signup.example.com", false], ["http://localhost.example.com", false], ["http://192.168.1.4:3000", false], ["http://127.0.0.1.example.com", false],
])("%s is this machine's alone: %s", (origin, local) => {
  expect(isLocalOrigin(origin)).toBe(local);
});

test("an app that others reach does not start before it is told whether a proxy is in front", () => {
  expect(() => proxyIsTrusted(undefined, "https://signup.example.com")).toThrow("Set it to 1 when a proxy of yours is in front");
  expect(proxyIsTrusted(undefined, "http://nexus.localhost:3000")).toBe(false);
  for (const setting of [true, false]) expect(proxyIsTrusted(setting, "https://signup.example.com")).toBe(setting);
});

test.each([
  [{}, /does not say how long/], [{ "transfer-encoding": "chunked" }, /does not say how long/], [{ "content-length": "1e3" }, /does not say how long/],
  [{ "content-length": "65537" }, /too large/],
])("a body announced by %j is refused", (headers, sentence) => {
  expect(bodyRefusal(new Headers(headers))).toMatch(sentence);
});

test("a body of 64 KB is read", () => {
  expect(bodyRefusal(new Headers({ "content-length": "65536" }))).toBeNull();
});

test("a page's policy lets only marked scripts run and nobody frame it", () => {
  const policy = contentSecurityPolicy({ nonce: "abc", https: true, development: false });
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic';");
  expect(policy).not.toContain("unsafe-eval");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("upgrade-insecure-requests");
});

test("the signup's cookie is out of reach of scripts and other sites, and secure where there is https", () => {
  const line = signupCookieLine("id.token", new Date(0), true);
  expect(line).toBe("nexus_signup=id.token; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Lax; Secure");
  expect(signupCookieLine("id.token", new Date(0), false)).not.toContain("Secure");
});
