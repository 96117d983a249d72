// Starts a program of this package with its types already stripped: `node fast-start.mjs <cache> <program> …`.
// Stripping anew at each start costs a bench command more than its own work does.
import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [node, , cache, program, ...rest] = process.argv;

registerHooks({
  load(url, context, next) {
    if (!url.startsWith("file:") || !url.endsWith(".ts")) return next(url, context);
    return { format: "module", source: stripped(fileURLToPath(url)), shortCircuit: true };
  },
});

process.argv = [node, program, ...rest];
await import(pathToFileURL(program).href);

/** A file without its types, from the cache unless the file has changed since. */
function stripped(file) {
  const { mtimeMs, size } = statSync(file);
  const copy = path.join(cache, `${createHash("sha1").update(`${file}\n${mtimeMs}\n${size}\n${process.version}`).digest("hex")}.js`);
  try {
    return readFileSync(copy, "utf8");
  } catch {
    const source = stripTypeScriptTypes(readFileSync(file, "utf8"));
    keep(copy, source);
    return source;
  }
}

function keep(copy, source) {
  try {
    mkdirSync(cache, { recursive: true });
    const temporary = `${copy}.${randomUUID()}`;
    writeFileSync(temporary, source);
    renameSync(temporary, copy);
  } catch {
    // A cache that cannot be written costs time and nothing else.
  }
}
