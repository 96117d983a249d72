import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { NODE, ROOT } from "../launcher/paths.mjs";
import { readDockerfile } from "./dockerfile.mjs";

/** How each program reads its environment, and the image that sets some of it. */
const PROGRAMS = {
  web: { module: "apps/web/src/env.ts", read: "module.env", dockerfile: "Dockerfile", stages: ["base", "web"] },
  worker: { module: "apps/worker/src/env.ts", read: "{ ...module.readEnv(), siteUrl: module.readEnv().siteUrl('acme.sites.test') }", dockerfile: "Dockerfile", stages: ["base", "worker"] },
  agent: { module: "apps/agent/src/env.ts", read: "module.readEnv()", dockerfile: "apps/agent/Dockerfile", stages: [""] },
  doctor: { module: "apps/agent/src/doctor/env.ts", read: "module.readDoctorEnv()", dockerfile: "apps/agent/Dockerfile", stages: [""] },
  migrate: {
    module: "packages/db/src/env.ts",
    read: "{ url: module.databaseUrl(), password: module.applicationPassword() }",
    dockerfile: "Dockerfile",
    stages: ["base", "worker"],
  },
};

/**
 * What a program makes of the environment that compose and its image give it: its own env.ts, in a process
 * that has no other environment.
 *
 * @throws Error with the program's own sentences when it would not start.
 */
export function readProgramEnvironment(service, environment) {
  const { module, read, dockerfile, stages } = PROGRAMS[service];
  const program = `const module = await import(${JSON.stringify(join(ROOT, module))}); console.log(JSON.stringify(${read}));`;
  const env = { ...imageEnvironment(dockerfile, stages), ...environment };
  return JSON.parse(execFileSync(NODE, ["--input-type=module", "-e", program], { env, cwd: ROOT, encoding: "utf8", stdio: "pipe" }));
}

function imageEnvironment(dockerfile, names) {
  const steps = readDockerfile(dockerfile).filter(({ name }) => names.includes(name)).flatMap(({ steps }) => steps);
  const pairs = steps.filter(({ instruction }) => instruction === "ENV").flatMap(({ rest }) => rest.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}
