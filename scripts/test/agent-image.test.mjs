import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { environmentOf, readCompose } from "../containers/compose.mjs";
import { readCopy, readDockerfile } from "../containers/dockerfile.mjs";
import { ignores } from "../containers/ignored.mjs";
import { layOut } from "../containers/lay-out.mjs";
import { start, until } from "../containers/started.mjs";
import { NODE, ROOT } from "../launcher/paths.mjs";
import { manifestOf } from "../launcher/workspace.mjs";

const ROOT_PASSWORD = "root-of-the-sandbox";
const scratch = mkdtempSync(join(tmpdir(), "nexus-image-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

test("what the agent's image copies is enough to make a site by the program that npm start runs", async () => {
  const image = layOut({ dockerfile: "apps/agent/Dockerfile", target: "", scratch: join(scratch, "image") });
  const bench = join(scratch, "bench");
  execFileSync(NODE, ["packages/sandbox-bench/src/init.ts", bench, "--root-password", ROOT_PASSWORD, "--speed", "instant"], { cwd: ROOT });
  const secret = randomBytes(32).toString("hex");
  const environment = {
    ...environmentOf(readCompose(settings({ AGENT_SECRET: secret, DB_ROOT_PASSWORD: ROOT_PASSWORD })).services.agent),
    // On this machine the sandbox stands for the bench, and only loopback is listened on.
    BENCH_PATH: bench, AGENT_STATE_DIR: join(scratch, "state"), AGENT_HOST: "127.0.0.1", AGENT_PORT: "0", DB_ROOT_USER: "root",
  };
  const [, ...args] = JSON.parse(readDockerfile("apps/agent/Dockerfile").at(-1).steps.findLast(({ instruction }) => instruction === "CMD").rest);
  const agent = start(image, args, environment);
  try {
    const url = await until(() => agent.said().match(/"url":"([^"]+)"/)?.[1] ?? null, agent);
    assert.equal((await fetch(`${url}/health`)).status, 200, agent.said());
    const done = await makeSite({ url, secret, agent });
    assert.equal(done.state, "succeeded", JSON.stringify(done.failure));
    assert.ok(existsSync(join(bench, "sites/acme.sites.test/site_config.json")));
  } finally {
    await agent.stop();
  }
});

test("the images are built from what is there, by the versions that the repository names", () => {
  const isIgnored = ignores();
  const { devDependencies, packageManager } = manifestOf(".");
  for (const path of ["Dockerfile", "apps/agent/Dockerfile"]) {
    const stages = readDockerfile(path);
    for (const { base } of stages.filter(({ base }) => base.startsWith("node:"))) assert.equal(base, `node:${devDependencies.node}-bookworm-slim`);
    const steps = stages.flatMap(({ steps }) => steps);
    const pnpm = steps.filter(({ rest }) => rest.startsWith("npm install --global")).map(({ rest }) => rest.split(" ").at(-1));
    assert.deepEqual(pnpm, [packageManager]);
    for (const { rest } of steps.filter(({ instruction }) => instruction === "COPY")) checkCopy(readCopy(rest), { stages, isIgnored });
  }
});

test("no secret, no state and no test reaches the builder", () => {
  const isIgnored = ignores();
  for (const path of [".env", "dns.env", ".git/config", ".nexus/secrets.env", "certificates/a.key", "apps/web/.env.local", "node_modules/x", "apps/web/node_modules/x", "apps/web/.next/x", "apps/agent/test/a.ts", "docs/a.md"]) {
    assert.ok(isIgnored(path), path);
  }
  for (const path of ["package.json", "pnpm-lock.yaml", ".npmrc", "apps/agent/src/main.ts", "apps/agent/helper/nexus_helper.py", "packages/domain/src/plans/plan.ts", "prisma/schema.prisma"]) {
    assert.ok(!isIgnored(path), path);
  }
});

function settings(given) {
  const any = ["ROOT_DOMAIN", "SITES_DOMAIN", "DATABASE_APP_PASSWORD", "NEXUS_ENCRYPTION_KEY", "SMTP_URL", "NEXTAUTH_SECRET", "ADMIN_EMAILS", "ADMIN_PASSWORD", "POSTGRES_PASSWORD", "MARIADB_ROOT_PASSWORD"];
  return { ...Object.fromEntries(any.map((name) => [name, "any"])), ...given };
}

async function makeSite({ url, secret, agent }) {
  const headers = { "content-type": "application/json", "x-nexus-agent-secret": secret };
  const run = randomUUID();
  const key = `${run}:1:create_site:run:1`;
  const command = { type: "newSite", site: "acme.sites.test", dbName: `nx_${run.replaceAll("-", "").slice(0, 24)}_1`, adminPassword: "one-of-this-test" };
  const asked = await fetch(`${url}/trpc/commands.start`, { method: "POST", headers, body: JSON.stringify({ key, fence: { run, epoch: 1 }, command, timeoutSeconds: 60 }) });
  assert.equal(asked.status, 200, await asked.text());
  return until(async () => {
    const answer = await fetch(`${url}/trpc/commands.get?input=${encodeURIComponent(JSON.stringify({ key }))}`, { headers });
    const { data } = (await answer.json()).result;
    return ["succeeded", "failed"].includes(data.state) ? data : null;
  }, agent);
}

function checkCopy({ from, sources }, { stages, isIgnored }) {
  if (from !== undefined) assert.ok(stages.some(({ name }) => name === from), `there is no stage ${from}`);
  else for (const source of sources.filter((source) => source !== ".")) assert.ok(existsSync(join(ROOT, source)) && !isIgnored(source), `${source} does not reach the builder`);
}
