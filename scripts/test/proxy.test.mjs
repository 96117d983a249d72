import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { request as secureRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ROOT } from "../launcher/paths.mjs";
import { choosePort } from "../launcher/ports.mjs";
import { until } from "../containers/started.mjs";

const isInstalled = (program, ...args) => spawnSync(program, args).error === undefined;
const missing = ["nginx", "openssl"].filter((program) => !isInstalled(program, program === "nginx" ? "-v" : "version"));
const scratch = mkdtempSync(join(tmpdir(), "nexus-proxy-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

test("the proxy tells Frappe the site by the name that was asked for, whatever a visitor's headers say", { skip: missing.length > 0 && `not installed: ${missing.join(", ")}` }, async () => {
  const upstream = createServer((asked, answer) => answer.end(JSON.stringify({ path: asked.url, ...asked.headers }))).listen(0, "127.0.0.1");
  await once(upstream, "listening");
  const ports = await freePorts();
  const nginx = startNginx({ upstream: `http://127.0.0.1:${upstream.address().port}`, ports });
  try {
    const spoofed = { "X-Frappe-Site-Name": "../sites/other", "X-Forwarded-For": "10.9.8.7", "X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.test", Forwarded: "for=10.9.8.7" };
    await until(() => ask({ port: ports[8081], host: "acme.sites.test", headers: {} }).then(() => true, () => null), nginx);
    for (const place of [{ port: ports[8081] }, { port: ports[443], secure: true }]) {
      const { body } = await ask({ ...place, host: "ACME.Sites.test:8443", headers: spoofed, path: "/api/method/ping?a=1" });
      const seen = JSON.parse(body);
      assert.equal(seen.host, "acme.sites.test");
      assert.equal(seen["x-frappe-site-name"], "acme.sites.test");
      assert.equal(seen["x-forwarded-for"], "127.0.0.1");
      assert.equal(seen["x-forwarded-proto"], "https");
      assert.equal(seen["x-forwarded-host"], "acme.sites.test");
      assert.equal(seen.forwarded, undefined);
      assert.equal(seen.path, "/api/method/ping?a=1");
    }
    const redirected = await ask({ port: ports[80], host: "signup.nexus.test", headers: {}, path: "/login?next=1" });
    assert.deepEqual([redirected.status, redirected.location], [308, "https://signup.nexus.test/login?next=1"]);
    assert.equal(JSON.parse((await ask({ port: ports[443], secure: true, host: "signup.nexus.test", headers: {} })).body).host, "signup.nexus.test");
    for (const [port, host] of [[80, "other.test"], [8081, "signup.nexus.test"], [8081, "sites.test"]]) await assert.rejects(ask({ port: ports[port], host, headers: {} }), `${host} on ${port} gets an answer`);
  } finally {
    await nginx.stop();
    upstream.close();
  }
});

async function freePorts() {
  const choice = { settings: {}, taken: new Set(), say: () => undefined };
  const ports = {};
  for (const port of [80, 443, 8081]) ports[port] = await choosePort({ variable: String(port), preferred: 24_000, what: "the proxy" }, choice);
  return ports;
}

/** nginx with the template as its image fills it in, on loopback and ports of this test. */
function startNginx({ upstream, ports }) {
  const settings = { ROOT_DOMAIN: "signup.nexus.test", SITES_DOMAIN: "sites.test", WEB: upstream, BENCH: upstream, RESOLVER: "127.0.0.1" };
  const filled = Object.entries(settings).reduce((text, [name, value]) => text.replaceAll(`\${${name}}`, value), readFileSync(join(ROOT, "deploy/proxy/nexus.conf.template"), "utf8"));
  const site = filled.replaceAll(/listen (\d+)/g, (_, port) => `listen 127.0.0.1:${ports[port]}`).replaceAll("/certificates/", `${scratch}/`);
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=signup.nexus.test", "-keyout", join(scratch, "signup.nexus.test.key"), "-out", join(scratch, "signup.nexus.test.crt")], { stdio: "ignore" });
  mkdirSync(join(scratch, "temp"));
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${scratch}/temp/${name};`).join(" ");
  writeFileSync(join(scratch, "nginx.conf"), `daemon off; pid ${scratch}/pid; error_log stderr; events {} http { access_log off; ${folders} ${site} }`);
  const child = spawn("nginx", ["-p", scratch, "-e", "stderr", "-c", join(scratch, "nginx.conf")], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => { said += text; });
  const ended = once(child, "close");
  return { said: () => said, isOver: () => child.exitCode !== null, stop: () => (child.kill("SIGTERM"), ended) };
}

function ask({ port, host, headers, path = "/", secure = false }) {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, headers: { ...headers, Host: host }, agent: false, timeout: 10_000, ...(secure ? { rejectUnauthorized: false, servername: host.replace(/:\d+$/, "").toLowerCase() } : {}) };
    const asked = (secure ? secureRequest : request)(options, async (answer) => {
      let body = "";
      for await (const chunk of answer.setEncoding("utf8")) body += chunk;
      resolve({ status: answer.statusCode, location: answer.headers.location, body });
    });
    asked.once("error", reject).once("timeout", () => asked.destroy(new Error("no answer"))).end();
  });
}
