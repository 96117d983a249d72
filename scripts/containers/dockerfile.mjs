import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../launcher/paths.mjs";

/**
 * A Dockerfile's stages in order: `{name, base, steps}`, each step `{instruction, rest}`. Knows what ours use:
 * continued lines and comments; no here-documents.
 */
export function readDockerfile(path) {
  const text = readFileSync(join(ROOT, path), "utf8");
  const lines = text.split("\n").filter((line) => !line.trimStart().startsWith("#")).join("\n").replaceAll(/\\\n\s*/g, "").split("\n");
  const stages = [];
  for (const line of lines.filter((line) => line.trim() !== "")) {
    const [, instruction, rest] = line.match(/^(\w+)\s+(.*)$/) ?? [];
    if (instruction === undefined) throw new Error(`${path} has a line that is no instruction: ${line}`);
    if (instruction === "FROM") stages.push(stageOf(rest));
    else stages.at(-1)?.steps.push({ instruction, rest });
  }
  return stages;
}

/** What a COPY copies: `{from, sources, target}`; `from` is undefined for the repository itself. */
export function readCopy(rest) {
  const words = rest.split(/\s+/);
  const from = words.find((word) => word.startsWith("--from="))?.slice("--from=".length);
  const paths = words.filter((word) => !word.startsWith("--"));
  return { from, sources: paths.slice(0, -1), target: paths.at(-1) };
}

/** The stages that a target is made from, in order, itself the last. */
export function stagesFor(stages, target) {
  const needed = new Set();
  const need = (name) => {
    const stage = stages.find((stage) => stage.name === name);
    if (stage === undefined || needed.has(stage)) return;
    needed.add(stage);
    need(stage.base);
    for (const { instruction, rest } of stage.steps) if (instruction === "COPY") need(readCopy(rest).from);
  };
  need(target);
  return stages.filter((stage) => needed.has(stage));
}

function stageOf(rest) {
  const [base, , name] = rest.split(/\s+/);
  return { base, name: name ?? "", steps: [] };
}
