import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runToEnd } from "./command.mjs";
import { NODE, ROOT } from "./paths.mjs";
import { fingerprint, unlessStamped } from "./stamp.mjs";
import { manifestOf, workspaceFolders } from "./workspace.mjs";

/** Installs the dependencies that the lockfile names, unless they are there. */
export async function installDependencies(progress) {
  const manifests = ["package.json", ...workspaceFolders().map((folder) => `${folder}/package.json`)];
  const mark = [fingerprint(["pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", ...manifests]), process.platform, process.arch].join(" ");
  mkdirSync(join(ROOT, "node_modules"), { recursive: true });
  const pnpm = manifestOf(".").packageManager;
  const install = () => runToEnd("npx", ["--yes", pnpm, "install", "--frozen-lockfile"], {
    log: "install",
    // pnpm asks before it replaces a node_modules of another machine; there is nobody to answer.
    env: { ...process.env, CI: "true" },
    what: "The dependencies could not be installed",
    advice: "Nothing else was changed. Is the npm registry reachable? Then run the same command again.",
  });
  const stamp = join(ROOT, "node_modules/.nexus-installed");
  if (!existsSync(NODE)) rmSync(stamp, { force: true });
  await unlessStamped(stamp, mark, () =>
    progress.during("Installing dependencies (the first time this takes a minute)", install, "Dependencies are installed"));
}

/** Writes the Prisma client, unless it is the one of this schema. */
export async function generateClient(progress) {
  const generated = join(ROOT, "packages/db/src/generated");
  mkdirSync(generated, { recursive: true });
  const generate = () => runToEnd(NODE, ["packages/db/src/generate.ts"], {
    log: "generate",
    what: "The database client could not be generated",
    advice: "Nothing else was changed. Is prisma/schema.prisma as it should be?",
  });
  const mark = fingerprint(["prisma/schema.prisma", "packages/db/package.json", "packages/db/src/generate.ts"]);
  await unlessStamped(join(generated, ".stamp"), mark, () => progress.during("Generating the database client", generate));
}

/** Builds the web app for production, unless the build is of these sources. */
export async function buildWeb(progress) {
  const packages = ["domain", "agent-contract", "db", "provisioning", "api"].map((name) => `packages/${name}`);
  const sources = ["apps/web", ...packages, "prisma/schema.prisma", "pnpm-lock.yaml", "tsconfig.base.json"];
  const build = () => runToEnd(NODE, ["node_modules/next/dist/bin/next", "build"], {
    log: "build",
    cwd: join(ROOT, "apps/web"),
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    what: "The web app could not be built",
    advice: "Nothing else was changed.",
  });
  const output = join(ROOT, "apps/web/.next");
  mkdirSync(output, { recursive: true });
  await unlessStamped(join(output, "nexus-sources"), fingerprint(sources), () =>
    progress.during("Building the web app (the first time this takes a minute)", build, "The web app is built"));
}
