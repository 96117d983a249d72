import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ROOT } from "./paths.mjs";

/** Folders that are made, or that only tests read: a change there changes no product. */
const LEFT_OUT = new Set(["node_modules", ".next", ".turbo", "generated", "test", "e2e", "test-results", "playwright-report"]);

/** Files that Next and TypeScript write beside the sources. */
const MADE = /(^next-env\.d\.ts|\.tsbuildinfo)$/;

/** SHA-256 over names and contents of files; of folders everything below them counts. */
export function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap((path) => filesBelow(join(ROOT, path))).sort()) {
    hash.update(`${relative(ROOT, file)}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** Does `work` unless `stampFile` says that it was done for this fingerprint. @returns whether it was done now. */
export async function unlessStamped(stampFile, mark, work) {
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === mark) return false;
  // Taken away first, so that work which was killed half-way is never taken for done.
  rmSync(stampFile, { force: true });
  await work();
  writeFileSync(stampFile, mark);
  return true;
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  const entries = readDirectory(path);
  if (!entries) return [path];
  return entries.filter((entry) => !LEFT_OUT.has(entry.name)).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(path, entry.name)) : entry.isFile() && !MADE.test(entry.name) ? [join(path, entry.name)] : []);
}

function readDirectory(path) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOTDIR") return null;
    throw error;
  }
}
