import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { python, sitesDir } from "../bench/paths.ts";

/** Of an app's package: what a release replaces, and the folder itself, which knows what is added and removed in it. */
const OF_PACKAGE = [".", "__init__.py", "hooks.py", "modules.txt", "patches.txt"];

/**
 * A text that changes when the bench's code does: apps added, removed, pulled, switched to another version
 * or unpacked anew, packages installed, another interpreter. A file deep in an app that is changed alone,
 * past git, is not noticed. Some dozens of `stat` calls, well under a millisecond.
 */
export function codeState(bench: string): string {
  const environment = path.join(bench, "env");
  const libraries = list(path.join(environment, "lib")).map((version) => path.join(environment, "lib", version, "site-packages"));
  const files = [
    ...["apps.txt", "apps.json"].map((name) => path.join(sitesDir(bench), name)),
    python(bench), path.join(environment, "pyvenv.cfg"), ...libraries,
    ...appsOf(bench).flatMap((app) => [...OF_PACKAGE.map((name) => path.join(app, path.basename(app), name)), ...["HEAD", "index"].map((name) => path.join(gitFolder(app), name))]),
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

/** In a worktree and in a submodule `.git` is a file that names the folder. */
function gitFolder(app: string): string {
  const git = path.join(app, ".git");
  try {
    const [, named = ""] = /^gitdir: (.+)$/m.exec(readFileSync(git, "utf8")) ?? [];
    return path.resolve(app, named);
  } catch {
    return git;
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
