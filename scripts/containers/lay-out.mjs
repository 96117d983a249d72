import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { NODE, ROOT } from "../launcher/paths.mjs";
import { readCopy, readDockerfile, stagesFor } from "./dockerfile.mjs";
import { ignores } from "./ignored.mjs";

/** What a build does to its own image only, or to pnpm's store, where this machine has one: no later stage copies it. */
const OF_THE_IMAGE = /^(npm install --global|pnpm fetch$|install -d)/;

/**
 * Does what a Dockerfile says with folders in place of images: the same COPYs, and the same commands in
 * the same places, on this machine's programs. What a target then holds beside its base image is what the
 * image would hold.
 *
 * @returns the folder that stands for the target's root.
 */
export function layOut({ dockerfile, target, scratch }) {
  const stages = readDockerfile(dockerfile);
  const roots = new Map();
  for (const stage of stagesFor(stages, target)) roots.set(stage.name, layOutStage(stage, { roots, scratch }));
  return roots.get(target);
}

function layOutStage(stage, { roots, scratch }) {
  const root = join(scratch, stage.name || "final");
  const base = roots.get(stage.base);
  if (base === undefined) mkdirSync(root, { recursive: true });
  else copyTree(base.root, root);
  if (stage.base.startsWith("node:")) placeNode(root);
  const place = { root, workdir: base?.workdir ?? "/", env: { ...base?.env } };
  for (const step of stage.steps) perform(step, { place, roots });
  return place;
}

function perform({ instruction, rest }, { place, roots }) {
  if (instruction === "WORKDIR") {
    place.workdir = resolve(place.workdir, rest);
    mkdirSync(join(place.root, place.workdir), { recursive: true });
  }
  if (instruction === "ENV") for (const pair of rest.split(/\s+/)) place.env[pair.slice(0, pair.indexOf("="))] = pair.slice(pair.indexOf("=") + 1);
  if (instruction === "COPY") copy(readCopy(rest), { place, roots });
  if (instruction === "RUN" && !OF_THE_IMAGE.test(rest)) run(rest, place);
}

function copy({ from, sources, target }, { place, roots }) {
  const origin = from === undefined ? ROOT : roots.get(from).root;
  const many = sources.length > 1 || target.endsWith("/");
  for (const source of sources) {
    const path = join(origin, source);
    if (!existsSync(path)) throw new Error(`COPY finds no ${source}${from === undefined ? "" : ` in stage ${from}`}.`);
    const to = join(place.root, resolve(place.workdir, target), many && source !== "." ? basename(source) : "");
    mkdirSync(dirname(to), { recursive: true });
    if (from === undefined) copyContext(path, to);
    else copyTree(path, to);
  }
}

/** The files of the repository that git knows or would add, and the builder gets. */
function copyContext(path, to) {
  const isIgnored = ignores();
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", path], { cwd: ROOT, encoding: "utf8" }).split("\n");
  for (const file of files.filter((file) => file !== "" && !isIgnored(file) && existsSync(join(ROOT, file)))) {
    cpSync(join(ROOT, file), join(to, join(ROOT, file).slice(path.length)));
  }
}

/** With hard links, as a stage changes no file in place. */
function copyTree(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  rmSync(to, { recursive: true, force: true });
  execFileSync("cp", ["-al", from, to]);
}

function placeNode(root) {
  mkdirSync(join(root, "usr/local/bin"), { recursive: true });
  if (!existsSync(join(root, "usr/local/bin/node"))) symlinkSync(NODE, join(root, "usr/local/bin/node"));
}

function run(command, { root, workdir, env }) {
  const path = [dirname(NODE), join(ROOT, "node_modules/.bin"), process.env.PATH].join(":");
  try {
    execFileSync("sh", ["-c", command], { cwd: join(root, workdir), env: { ...process.env, ...env, PATH: path }, stdio: "pipe", encoding: "utf8" });
  } catch (error) {
    throw new Error(`RUN ${command} failed:\n${error.stdout}${error.stderr}`, { cause: error });
  }
}
