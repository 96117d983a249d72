import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { python, sitesDir } from "../bench/paths.ts";

/**
 * A text that changes when the bench's code does: apps added, removed, pulled or switched to another
 * version, packages installed, another interpreter. A few dozen `stat` calls, well under a millisecond.
 */
export function codeState(bench: string): string {
  const environment = path.join(bench, "env");
  const libraries = list(path.join(environment, "lib")).map((version) => path.join(environment, "lib", version, "site-packages"));
  const files = [
    ...["apps.txt", "apps.json"].map((name) => path.join(sitesDir(bench), name)),
    python(bench), path.join(environment, "pyvenv.cfg"), ...libraries,
    ...appsOf(bench).flatMap((app) => [path.join(app, path.basename(app), "__init__.py"), path.join(app, ".git", "HEAD"), path.join(app, ".git", "index")]),
  ];
  return files.map(stamp).join(" ");
}

function appsOf(bench: string): string[] {
  try {
    const names = readFileSync(path.join(sitesDir(bench), "apps.txt"), "utf8").split("\n").map((line) => line.trim());
    return names.filter((name) => name !== "").map((name) => path.join(bench, "apps", name));
  } catch {
    return [];
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function stamp(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? "-" : `${found.ino}.${found.mtimeMs}.${found.size}`;
}
