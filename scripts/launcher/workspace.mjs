import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths.mjs";

/** Folders of the workspace's packages, relative to the repository: those of apps/ and packages/ with a package.json. */
export function workspaceFolders() {
  return ["apps", "packages"].flatMap((group) =>
    readdirSync(join(ROOT, group)).sort().map((name) => `${group}/${name}`).filter((folder) => existsSync(join(ROOT, folder, "package.json"))));
}

/** A package's package.json. */
export function manifestOf(folder) {
  return JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));
}
