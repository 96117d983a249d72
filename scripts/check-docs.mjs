/**
 * Checks that every path which the documentation names exists: links relative to the page, and paths
 * in code spans that begin with a folder of the repository. Prints each that does not, and fails.
 */
import { existsSync, readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const pages = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((page) => page !== "" && existsSync(join(root, page)));

const LINK = /\]\((?!https?:|mailto:|#)([^)#\s]+)/g;
const CODE_PATH = /`((?:apps|packages|prisma|scripts|docs)\/[\w./@()[\]-]*)`/g;

const missing = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), "utf8");
  const links = [...text.matchAll(LINK)].map(([, target]) => ({ target, at: join(dirname(page), target) }));
  const paths = [...text.matchAll(CODE_PATH)].map(([, target]) => ({ target, at: target }));
  return [...links, ...paths].filter(({ at }) => !existsSync(join(root, at))).map(({ target }) => `${page}: ${target}`);
});

if (missing.length > 0) {
  console.error(`The documentation names what does not exist:\n${missing.map((line) => `  ${line}`).join("\n")}`);
  process.exit(1);
}
console.log(`${pages.length} pages of documentation name only what exists.`);
