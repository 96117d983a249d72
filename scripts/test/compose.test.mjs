import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { environmentOf, rawCompose, readCompose, sharedNetworks, usesOfSettings } from "../containers/compose.mjs";
import { readProgramEnvironment } from "../containers/program-environment.mjs";
import { ROOT } from "../launcher/paths.mjs";
import { environmentFor } from "../launcher/settings/for-children.mjs";

const REQUIRED = {
  ROOT_DOMAIN: "signup.nexus.test",
  SITES_DOMAIN: "sites.test",
  ADMIN_EMAILS: "admin@nexus.test",
  ADMIN_PASSWORD: "only-for-this-test-41",
  SMTP_URL: "smtp://mail.test:25",
  ...Object.fromEntries(["NEXTAUTH_SECRET", "NEXUS_ENCRYPTION_KEY", "AGENT_SECRET", "DATABASE_APP_PASSWORD", "POSTGRES_PASSWORD", "DB_ROOT_PASSWORD", "MARIADB_ROOT_PASSWORD"]
    .map((name, index) => [name, `${index}a1b2c3d4e5f60718293a4b5c6d7e8f9`.repeat(2)])),
};
const { services, networks, volumes } = readCompose(REQUIRED);
const read = (path) => readFileSync(join(ROOT, path), "utf8");

/** Hosts without a dot in an address or in `host:port`: services, and not what settings name outside. */
function hostsIn(value) {
  const host = URL.canParse(value) && value.includes("://") ? new URL(value).hostname : value.match(/^([a-z-]+):\d+$/)?.[1] ?? "";
  return host === "" || host.includes(".") ? [] : [host];
}

/** Whose programs read it, and by which of the launcher's lists they get no more than they need. */
const PROGRAMS = [
  { service: "web", list: "web" },
  { service: "worker", list: "worker" },
  { service: "agent", list: "agent" },
  { service: "doctor", list: "doctor" },
  { service: "migrate", list: "database" },
];
const ONE_SHOT = ["migrate", "configurator", "certificates", "doctor"];

test("each program starts with the environment that compose gives it, and gets nothing that is not its own", () => {
  for (const { service, list } of PROGRAMS) {
    const environment = environmentOf(services[service]);
    assert.deepEqual(environmentFor(list, environment), environment, `${service} gets more than the launcher gives it`);
    readProgramEnvironment(service, environment);
  }
});

test("what the programs understand is what was meant", () => {
  const agent = readProgramEnvironment("agent", environmentOf(services.agent));
  assert.equal(agent.host, "0.0.0.0");
  assert.equal(agent.benchPath, "/home/frappe/frappe-bench");
  assert.deepEqual(agent.databaseAdmin, { user: "nexus", password: REQUIRED.DB_ROOT_PASSWORD });
  assert.equal(agent.databaseUserHost, "%");
  assert.equal(agent.endCommandsOnStop, true);
  const worker = readProgramEnvironment("worker", environmentOf(services.worker));
  assert.equal(worker.agent.secret, agent.secret);
  assert.equal(worker.webUrl, "https://signup.nexus.test");
  assert.equal(worker.siteUrl, "https://acme.sites.test");
  assert.equal(worker.masterSite, null);
  const web = readProgramEnvironment("web", environmentOf(services.web));
  assert.equal(web.SITES_PUBLIC_URL, "https://{subdomain}.sites.test");
  assert.equal(web.TRUST_PROXY, true);
  assert.equal(web.PRODUCT_NAME, undefined, "a name in the product's file must win where no setting says another");
  assert.equal(worker.mail.product, "Nexus");
  assert.equal(web.NEXUS_ENCRYPTION_KEY, worker.encryptionKey);
});

test("web and worker sign in to PostgreSQL as a role that the migrations make, not as its owner", () => {
  const application = new URL(services.web.environment.DATABASE_URL);
  const owner = new URL(services.migrate.environment.DATABASE_URL);
  assert.equal(services.worker.environment.DATABASE_URL, services.web.environment.DATABASE_URL);
  assert.equal(application.username, `${owner.pathname.slice(1)}_app`);
  assert.equal(application.password, services.migrate.environment.DATABASE_APP_PASSWORD);
  assert.equal(owner.username, services.postgres.environment.POSTGRES_USER);
  assert.equal(owner.password, services.postgres.environment.POSTGRES_PASSWORD);
});

test("without a setting that it needs, compose refuses and says what to set", () => {
  const required = new Set(usesOfSettings().filter(({ operator }) => operator?.endsWith("?")).map(({ name }) => name));
  assert.deepEqual([...required].sort(), Object.keys(REQUIRED).sort());
  for (const name of required) assert.throws(() => readCompose({ ...REQUIRED, [name]: "" }), new RegExp(`^Error: ${name}: Set ${name}`));
});

test("no secret has a default, in the file or in .env.example, and each setting is told there", () => {
  const isSecret = (name) => /PASSWORD|SECRET|KEY/.test(name);
  const example = read(".env.example");
  for (const { name, operator, rest } of usesOfSettings()) {
    if (isSecret(name)) assert.ok(operator?.endsWith("?") || !rest, `${name} has the default ${rest}`);
    assert.match(example, new RegExp(`^#?${name}=`, "m"), `${name} is not in .env.example`);
  }
  for (const [, name, value] of example.matchAll(/^#?(\w+)=(.*)$/gm)) if (isSecret(name)) assert.equal(value, "", `${name} has a value in .env.example`);
  for (const [service, { environment = {} }] of Object.entries(rawCompose().services)) {
    for (const [name, value] of Object.entries(environment)) if (isSecret(name)) assert.match(String(value), /^\$\{/, `${service} has ${name} in the file itself`);
  }
});

test("images are of a version, not of whatever is newest", () => {
  for (const [name, { image }] of Object.entries(services)) {
    if (!image.startsWith("nexus-provisioning/")) assert.match(image, /:v?\d+\.\d+[\w.-]*$/, `${name} uses ${image}`);
  }
});

test("from outside only the proxy is reached, and web has no way to the agent", () => {
  const published = Object.entries(services).filter(([, { ports }]) => ports !== undefined).map(([name, { ports }]) => [name, ports]);
  assert.deepEqual(published, [["proxy", ["80:80", "443:443"]]]);
  const neighbours = (name) => Object.keys(services).filter((other) => other !== name && sharedNetworks(services[name], services[other]).length > 0).sort();
  assert.deepEqual(neighbours("agent"), ["doctor", "mariadb", "redis-cache", "redis-queue", "worker"]);
  assert.deepEqual(neighbours("web"), ["certificates", "migrate", "postgres", "proxy", "worker"]);
  assert.deepEqual(neighbours("postgres"), ["migrate", "web", "worker"]);
  // The code of apps runs in the bench's containers: of ours they meet nothing, and the frontend meets the proxy.
  for (const name of ["backend", "websocket", "queue-short", "queue-long", "scheduler"]) {
    assert.deepEqual(neighbours(name).filter((other) => ["proxy", "web", "worker", "agent", "postgres", "migrate"].includes(other)), []);
  }
  const closed = Object.keys(networks).filter((name) => networks[name]?.internal).sort();
  assert.deepEqual(closed, ["agent-data", "control", "data", "sites"]);
  assert.deepEqual(services.agent.networks.filter((name) => !closed.includes(name)), []);
});

test("each address in a setting is of a service on a network that both are on", () => {
  const addresses = Object.entries(services).flatMap(([from, service]) => Object.values(environmentOf(service)).flatMap((value) => hostsIn(value).map((host) => ({ from, host }))));
  const configurator = services.configurator.command.join(" ");
  const common = [...configurator.matchAll(/redis:\/\/([a-z-]+):|db_host ([a-z]+)/g)].map(([, redis, database]) => ({ from: "backend", host: redis ?? database }));
  assert.deepEqual([addresses.length, common.length], [10, 4], JSON.stringify(addresses));
  for (const { from, host } of [...addresses, ...common, ...common.map((one) => ({ ...one, from: "agent" }))]) {
    assert.ok(services[host], `${from} names ${host}, which is no service`);
    assert.notDeepEqual(sharedNetworks(services[from], services[host]), [], `${from} shares no network with ${host}`);
  }
  assert.match(read("deploy/proxy/nexus.conf.template"), new RegExp(`listen ${new URL(services.worker.environment.SITES_UPSTREAM).port};`));
});

test("every container has no more rights than it needs, is started again, and those that serve are watched", () => {
  const hasNoHealthcheck = ["queue-long", "queue-short", "scheduler", "worker"];
  for (const [name, service] of Object.entries(services)) {
    assert.deepEqual(service.cap_drop, ["ALL"], name);
    assert.deepEqual(service.security_opt, ["no-new-privileges:true"], name);
    assert.ok(service.privileged === undefined && service.network_mode === undefined && service.pid === undefined, name);
    if (ONE_SHOT.includes(name)) continue;
    assert.equal(service.restart, "unless-stopped", name);
    assert.ok(service.deploy.resources.limits.memory, name);
    assert.equal(service.healthcheck === undefined, hasNoHealthcheck.includes(name), name);
  }
  for (const name of ["proxy", "web", "worker", "migrate", "agent", "redis-cache", "redis-queue"]) assert.equal(services[name].read_only, true, name);
});

test("services, volumes and files that compose names are there", () => {
  for (const [name, service] of Object.entries(services)) {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      assert.ok(services[other], `${name} waits for ${other}, which is no service`);
      if (condition === "service_healthy") assert.ok(services[other].healthcheck, `${name} waits for the health of ${other}, which has no healthcheck`);
      if (condition === "service_completed_successfully") assert.ok(ONE_SHOT.includes(other), `${name} waits for the end of ${other}`);
    }
    for (const network of service.networks) assert.ok(network in networks, `${name} is on ${network}`);
    for (const volume of service.volumes ?? []) {
      const [source] = volume.split(":");
      // The certificate's folder is made by who deploys.
      if (source !== "./certificates") assert.ok(source.startsWith(".") ? existsSync(join(ROOT, source)) : source in volumes, `${name} mounts ${source}`);
    }
  }
});

test("the agent sees the bench that the sites are served from", () => {
  const mounts = (name) => Object.fromEntries(services[name].volumes.map((volume) => volume.split(":").reverse()));
  const bench = readProgramEnvironment("agent", environmentOf(services.agent)).benchPath;
  for (const name of ["agent", "backend", "frontend", "websocket", "queue-short", "queue-long", "scheduler", "configurator"]) {
    assert.equal(mounts(name)[`${bench}/sites`], "sites", name);
  }
  assert.equal(services.agent.build.args.FRAPPE_IMAGE, services.backend.image);
});

test("MariaDB's administrator has the rights that docs/operating.md lists", () => {
  const grants = (path) => [...read(path).replaceAll("\\`", "`").matchAll(/^GRANT .*;$/gm)].map(([line]) => line.replace(/'nexus'@'[^']*'/, "nexus"));
  assert.equal(grants("docs/operating.md").length, 3);
  assert.deepEqual(grants("deploy/mariadb/administrator.sh"), grants("docs/operating.md"));
});
