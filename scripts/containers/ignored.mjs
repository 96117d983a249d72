import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../launcher/paths.mjs";

/**
 * Whether the builder never gets a file, by .dockerignore: the last line that matches it, or a folder above
 * it, decides.
 */
export function ignores() {
  const rules = readFileSync(join(ROOT, ".dockerignore"), "utf8").split("\n").map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ pattern: pattern(line.replace(/^!/, "")), ignored: !line.startsWith("!") }));
  return (path) => {
    const parts = path.split("/");
    const above = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
    return rules.findLast((rule) => above.some((one) => rule.pattern.test(one)))?.ignored ?? false;
  };
}

/** `**` before a slash stands for any folders, `*` for anything but a slash. */
function pattern(glob) {
  const parts = glob.split(/(\*\*\/|\*)/).map((part) => part === "**/" ? "(?:.*/)?" : part === "*" ? "[^/]*" : part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("")}$`);
}
