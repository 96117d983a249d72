import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentOf, readCompose, usesOfSettings } from "./compose.mjs";
import { layOut } from "./lay-out.mjs";
import { answered, start, until } from "./started.mjs";
import { ROOT } from "../launcher/paths.mjs";
import { choosePort } from "../launcher/ports.mjs";
import { holdPostgres, makeDatabase } from "../testing/postgres.mjs";

const settings = {
  ...Object.fromEntries(usesOfSettings().filter(({ operator }) => operator?.endsWith("?")).map(({ name }) => [name, `${name.toLowerCase()}-0123456789abcdefghijklmnopqrstuv`])),
  ROOT_DOMAIN: "signup.nexus.test", SITES_DOMAIN: "sites.test", SMTP_URL: "smtp://127.0.0.1:9",
};

/** Docker Compose's own reading of the file; it needs no engine for that. */
function checkCompose(scratch, progress) {
  const file = join(scratch, "compose.env");
  writeFileSync(file, Object.entries(settings).map(([name, value]) => `${name}=${value}\n`).join(""));
  const reader = [["docker", "compose"], ["docker-compose"]].find(([program, ...args]) => spawnSync(program, [...args, "version"]).status === 0);
  if (reader === undefined) return progress.say("Docker Compose is not installed: its own reading of docker-compose.yml was left out");
  const [program, ...args] = reader;
  const { status, stderr } = spawnSync(program, [...args, "--env-file", file, "--profile", "*", "config", "--quiet"], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0 || stderr !== "") throw new Error(`Docker Compose does not take docker-compose.yml:\n${stderr}`);
  return progress.say("Docker Compose takes docker-compose.yml without a warning");
}

/** Database, worker and web, each as its image and compose start it, on this machine's addresses. */
async function checkPrograms(databaseUrl, scratch, progress) {
  const { services } = readCompose(settings);
  const application = applicationAddress(databaseUrl);
  const worker = await progress.during("Laying out the worker's image", async () => layOut({ dockerfile: "Dockerfile", target: "worker", scratch: join(scratch, "worker") }));
  const migration = start(worker, services.migrate.command.slice(1), { ...environmentOf(services.migrate), DATABASE_URL: databaseUrl });
  if (await migration.ended !== 0 || migration.said().includes("Warning")) throw new Error(`The migration failed: ${migration.said()}`);
  progress.say("The worker's image migrates a database and makes the application's role");
  await checkStart(start(worker, ["apps/worker/src/main.ts"], { ...environmentOf(services.worker), DATABASE_URL: application }), (program) => () => program.said().includes("worker ready") || null);
  progress.say("The worker's image starts the worker");
  const web = await progress.during("Laying out the web app's image, which builds it", async () => layOut({ dockerfile: "Dockerfile", target: "web", scratch: join(scratch, "web") }));
  const port = String(await choosePort({ variable: "WEB_PORT", preferred: 23_000, what: "the web app" }, { settings: {}, taken: new Set(), say: () => undefined }));
  const next = ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", port];
  const health = await checkStart(start(web, next, { ...environmentOf(services.web), DATABASE_URL: application }), () => answered(`http://127.0.0.1:${port}/health`));
  if (health.status !== 200) throw new Error(`The web app is not healthy: ${health.status}`);
  progress.say("The web app's image starts the web app, and it is healthy");
}

/** The role that the migration made. */
function applicationAddress(databaseUrl) {
  const url = new URL(databaseUrl);
  url.username = `${url.pathname.slice(1)}_app`;
  url.password = settings.DATABASE_APP_PASSWORD;
  return url.toString();
}

async function checkStart(program, probe) {
  try {
    return await until(probe(program), program);
  } finally {
    await program.stop();
  }
}

/**
 * Lays out the images of web and worker in folders as the Dockerfile says (./lay-out.mjs), migrates a database
 * of their own by the one, and starts both. Where Docker Compose is installed, it reads docker-compose.yml
 * too. The agent's image is checked by `npm test`.
 *
 * @returns the exit code.
 */
export async function checkImages(progress) {
  const scratch = mkdtempSync(join(tmpdir(), "nexus-images-"));
  let postgres = null;
  try {
    checkCompose(scratch, progress);
    postgres = await holdPostgres();
    await checkPrograms(await makeDatabase(postgres.url, "nexus_images"), scratch, progress);
    return 0;
  } catch (error) {
    console.error(error.message);
    return 1;
  } finally {
    await postgres?.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}
