/**
 * Checks that every path which the documentation names exists: links relative to the page, and paths
 * in code spans that begin with a folder of the repository; and that .env.example, which is said to hold
 * all settings, names each that a program reads. Prints each that does not, and fails.
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
const SETTING = /^ +([A-Z][A-Z0-9_]+): |process\.env(?:\.|\[")([A-Z][A-Z0-9_]+)/gm;
/** Set by what starts the programs, and not by a person. */
const NOT_OURS = new Set(["AGENT_URL", "AGENT_END_COMMANDS_ON_STOP", "NEXT_PHASE", "NODE_ENV", "PATH"]);

const read = ["apps/web", "apps/worker", "apps/agent", "packages/db"].flatMap((folder) =>
  [...readFileSync(join(root, folder, "src/env.ts"), "utf8").matchAll(SETTING)].map(([, inSchema, direct]) => inSchema ?? direct));
const example = readFileSync(join(root, ".env.example"), "utf8");
const untold = [...new Set(read)].filter((name) => !NOT_OURS.has(name) && !new RegExp(`^#?${name}=`, "m").test(example));
if (untold.length > 0) {
  console.error(`.env.example does not name what the programs read: ${untold.join(", ")}`);
  process.exit(1);
}
console.log(`${pages.length} pages of documentation name only what exists.`);
