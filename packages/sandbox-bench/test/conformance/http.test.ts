import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BenchUnderTest } from "../bench-under-test.ts";
import { type Served, serveSites } from "../serve-bench.ts";
import { ask, type Question } from "../site-client.ts";

const EMAIL = "owner@example.com";
const PASSWORD = "correct horse battery";
const bench = BenchUnderTest.open();
let served: Served;
let site = "";
let token = "";

beforeAll(async () => {
  served = await serveSites(bench);
  ({ site } = await bench.makeSite());
  await bench.run(["--site", site, "add-system-manager", EMAIL, "--first-name", "Ann", "--last-name", "Lee", "--password", PASSWORD]);
  token = await makeToken();
}, bench.patience * 2);
afterAll(async () => {
  await served.close();
  await bench.close();
}, 60_000);

const visit = (path: string, question: Question = {}) => ask(served.address, site, path, question);
const login = (pwd: string) => visit("/api/method/login", { form: { usr: EMAIL, pwd } });
const asOwner = (question: Question = {}): Question => ({ ...question, headers: { ...question.headers, authorization: `token ${token}` } });

async function makeToken(): Promise<string> {
  const cookie = (await login(PASSWORD)).cookies.join("; ");
  const made = await visit("/api/method/frappe.core.doctype.user.user.generate_keys", { form: { user: EMAIL }, headers: { cookie } });
  const user = await visit(`/api/resource/User/${EMAIL}`, { headers: { cookie } });
  const data = user.json?.["data"];
  const message = made.json?.["message"];
  if (typeof data !== "object" || data === null || !("api_key" in data)) throw new Error(`No API key: ${user.text}`);
  if (typeof message !== "object" || message === null || !("api_secret" in message)) throw new Error(`No API secret: ${made.text}`);
  return `${String(data.api_key)}:${String(message.api_secret)}`;
}

describe("a site's HTTP side", { timeout: bench.patience }, () => {
  it("answers a ping under its own host, with or without a port, and under X-Frappe-Site-Name", async () => {
    expect((await visit("/api/method/ping")).json).toEqual({ message: "pong" });
    expect((await ask(served.address, `${site}:8080`, "/api/method/ping")).status).toBe(200);
    expect((await ask(served.address, "nobody.conformance.localhost", "/api/method/ping", { headers: { "x-frappe-site-name": site } })).status).toBe(200);
  });

  it.each(["/", "/api/method/ping"])("answers 404 in HTML for an unknown host on %s", async (path) => {
    for (const host of ["nobody.conformance.localhost", site.toUpperCase()]) {
      const answer = await ask(served.address, host, path);
      expect(answer.status).toBe(404);
      expect(answer.headers["content-type"]).toMatch(/^text\/html/);
      expect(answer.text).toContain("does not exist");
    }
  });

  it("signs the owner in with the right password only", async () => {
    const wrong = await login("wrong password");
    expect(wrong.status).toBe(401);
    expect(wrong.json).toMatchObject({ message: "Invalid login credentials", exc_type: "AuthenticationError" });
    const right = await login(PASSWORD);
    expect([right.status, right.json]).toMatchObject([200, { message: "Logged In", full_name: "Ann Lee" }]);
    expect(right.headers["set-cookie"]?.find((cookie) => cookie.startsWith("sid="))).toMatch(/; HttpOnly/);
    const who = await visit("/api/method/frappe.auth.get_logged_user", { headers: { cookie: right.cookies.join("; ") } });
    expect(who.json).toEqual({ message: EMAIL });
  });

  it("ends a session at logout", async () => {
    const cookie = (await login(PASSWORD)).cookies.join("; ");
    expect((await visit("/api/method/logout", { headers: { cookie } })).status).toBe(200);
    expect((await visit("/api/method/frappe.auth.get_logged_user", { headers: { cookie } })).status).not.toBe(200);
  });

  it("knows the owner by an API key, and nobody by a wrong one", async () => {
    expect((await visit("/api/method/frappe.auth.get_logged_user", asOwner())).json).toEqual({ message: EMAIL });
    const wrong = await visit("/api/method/frappe.auth.get_logged_user", { headers: { authorization: `token ${token.split(":")[0]}:wrong` } });
    expect([wrong.status, wrong.json?.["exc_type"]]).toEqual([401, "AuthenticationError"]);
  });

  it("keeps guests out of documents and off the desk", async () => {
    const listed = await visit("/api/resource/User");
    expect([listed.status, listed.json?.["exc_type"]]).toEqual([403, "PermissionError"]);
    const desk = await visit("/app");
    expect([desk.status, desk.headers.location]).toEqual([301, "/login?redirect-to=%2Fapp"]);
  });

  it.each<[asked: string, question: Question, answer: [status: number, type: string, excType?: string]]>([
    ["/api/method/login", { form: { usr: "nobody@example.com", pwd: "x" } }, [401, "application/json", "AuthenticationError"]],
    ["/api/method/login", { form: { usr: EMAIL } }, [401, "application/json", "AuthenticationError"]],
    ["/api/method/frappe.nonsense.thing", {}, [417, "application/json", "ValidationError"]],
    ["/api/method/nonsense", {}, [417, "application/json", "ValidationError"]],
    ["/api/nonsense", {}, [404, "application/json", "DoesNotExistError"]],
    ["/api/resource/User", { method: "PATCH" }, [405, "text/html"]],
    ["/api/method/frappe.auth.get_logged_user", { headers: { cookie: "sid=nonsense" } }, [403, "application/json", "PermissionError"]],
    ["/api/method/frappe.auth.get_logged_user", { headers: { authorization: "token nonsense" } }, [401, "application/json", "AuthenticationError"]],
    ["/api/method/frappe.auth.get_logged_user", { headers: { authorization: "Bearer nonsense" } }, [401, "application/json", "AuthenticationError"]],
    ["/api/method/frappe.www.login.login_via_key?key=nonsense", {}, [403, "text/html"]],
    ["/api/method/frappe.www.login.login_via_key", {}, [500, "application/json", "TypeError"]],
    ["/api/method/logout", {}, [200, "application/json"]],
    ["/api/v1/method/ping", {}, [200, "application/json"]],
    ["/api/v2/method/ping", {}, [200, "application/json"]],
    ["/api/method/ping", { method: "HEAD" }, [403, "application/json"]],
    ["/files/nothing.txt", {}, [404, "text/html"]],
  ])("answers a stranger who asks for %s with %o as Frappe does", async (asked, question, [status, type, excType]) => {
    const answer = await visit(asked, question);
    expect([answer.status, answer.headers["content-type"]?.split(";")[0], answer.json?.["exc_type"]]).toEqual([status, type, excType]);
  });

  it("shows guests the sign-in page at the root, and the signed-in their account", async () => {
    const statuses = async (headers: Record<string, string> = {}) => Promise.all(["/", "/login", "/me", "/nonsense"].map(async (path) => (await visit(path, { headers })).status));
    expect(await statuses()).toEqual([200, 200, 403, 404]);
    const cookie = (await login(PASSWORD)).cookies.join("; ");
    expect(await statuses({ cookie })).toEqual([200, 301, 200, 404]);
    expect((await visit("/", { headers: { cookie } })).text).toMatch(/<title>\s*My Account/);
  });

  it("lets a custom doctype be made, filled, read, changed and emptied, with the right errors", async () => {
    const doctype = {
      name: "SaaS Tenant", module: "Core", custom: 1, autoname: "field:subdomain",
      fields: [{ fieldname: "subdomain", fieldtype: "Data", label: "Subdomain", reqd: 1, unique: 1 }, { fieldname: "plan_type", fieldtype: "Select", label: "Plan", options: "Free\nPro" }, { fieldname: "api_secret", fieldtype: "Password", label: "Secret" }],
      permissions: [{ role: "System Manager", read: 1, write: 1, create: 1, delete: 1 }],
    };
    const tenants = "/api/resource/SaaS%20Tenant";
    expect((await visit("/api/resource/DocType", asOwner({ body: doctype }))).status).toBe(200);
    expect((await visit(tenants, asOwner({ body: { subdomain: "acme", plan_type: "Free", api_secret: "canary-of-acme" } }))).json).toMatchObject({ data: { name: "acme", doctype: "SaaS Tenant" } });
    const again = await visit(tenants, asOwner({ body: { subdomain: "acme" } }));
    expect([again.status, again.json?.["exc_type"]]).toEqual([409, "DuplicateEntryError"]);
    const empty = await visit(tenants, asOwner({ body: { plan_type: "Free" } }));
    expect(empty.status).toBe(417);
    expect((await visit(tenants, asOwner({ body: { subdomain: "other", plan_type: "Gold" } }))).status).toBe(417);
    expect((await visit(`${tenants}/acme`, asOwner({ method: "PUT", body: { plan_type: "Pro" } }))).json).toMatchObject({ data: { plan_type: "Pro" } });
    const read = await visit(`${tenants}/acme`, asOwner());
    expect(read.json).toMatchObject({ data: { api_secret: "*".repeat("canary-of-acme".length) } });
    await visit(`${tenants}/acme`, asOwner({ method: "PUT", body: { api_secret: "*".repeat("canary-of-acme".length) } }));
    const listed = await visit(`${tenants}?fields=["name","plan_type"]&filters=[["subdomain","=","acme"]]`, asOwner());
    expect(listed.json).toEqual({ data: [{ name: "acme", plan_type: "Pro" }] });
    expect((await visit(`${tenants}/acme`, asOwner({ method: "DELETE" }))).status).toBe(202);
    const gone = await visit(`${tenants}/acme`, asOwner());
    expect([gone.status, gone.json?.["exc_type"]]).toEqual([404, "DoesNotExistError"]);
    expect((await visit("/api/resource/Nonsense", asOwner())).status).toBe(404);
  });

  it("signs in once by a one-time link, and refuses the link from then on", async () => {
    const made = await bench.run(["--site", site, "execute", "frappe.www.login._generate_temporary_login_link", "--args", `['${EMAIL}', 5]`]);
    const { pathname, search } = new URL(JSON.parse(made.stdout.trim()));
    const first = await visit(`${pathname}${search}`);
    // With no app that has a tile of its own, Frappe leads to the site's root and not to the desk.
    expect([first.status, new URL(first.headers.location ?? "", "http://site").pathname]).toEqual([302, "/"]);
    const who = await visit("/api/method/frappe.auth.get_logged_user", { headers: { cookie: first.cookies.join("; ") } });
    expect(who.json).toEqual({ message: EMAIL });
    const second = await visit(`${pathname}${search}`);
    expect(second.status).toBe(403);
    expect(second.text).toContain("The link you trying to login is invalid or expired.");
  });

  it("lets an address try five single-use links in an hour and no more, whatever they open, and other addresses all the same", async () => {
    const statusFrom = async (address: string) => {
      const answer = await visit("/api/method/frappe.www.login.login_via_key?key=nonsense", { headers: { "x-forwarded-for": `${address}, 127.0.0.1` } });
      return answer.json === null ? answer.status : [answer.status, answer.json["exc_type"]];
    };
    for (let time = 0; time < 5; time += 1) expect(await statusFrom("203.0.113.7")).toBe(403);
    expect(await statusFrom("203.0.113.7")).toEqual([429, "RateLimitExceededError"]);
    expect(await statusFrom("203.0.113.8")).toBe(403);
  });

  it("answers 503 in maintenance mode, and works again after it", async () => {
    await bench.run(["--site", site, "set-maintenance-mode", "on"]);
    const answer = await visit("/api/method/ping");
    expect([answer.status, answer.json?.["exc_type"]]).toEqual([503, "SessionStopped"]);
    await bench.run(["--site", site, "set-maintenance-mode", "off"]);
    expect((await visit("/api/method/ping")).status).toBe(200);
  });

  it("answers under a new name as soon as the folder is renamed, and no longer under the old one", async () => {
    const renamed = bench.newNames().site;
    renameSync(join(bench.root, "sites", site), join(bench.root, "sites", renamed));
    expect((await ask(served.address, renamed, "/api/method/ping")).status).toBe(200);
    expect((await visit("/api/method/ping")).status).toBe(404);
    renameSync(join(bench.root, "sites", renamed), join(bench.root, "sites", site));
  });
});
