import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RUN } from "../paths.mjs";
import { identityOf } from "./identity.mjs";

/** Remembers a running process of this installation, so that the next start knows it. */
export function recordProcess(name, pid) {
  mkdirSync(RUN, { recursive: true, mode: 0o700 });
  writeFileSync(join(RUN, `${name}.json`), JSON.stringify({ pid, identity: identityOf(pid) }), { mode: 0o600 });
}

export function forgetProcess(name) {
  rmSync(join(RUN, `${name}.json`), { force: true });
}

/** The processes that were recorded and not forgotten: those of a run that did not end by itself. */
export function recordedProcesses() {
  const names = readNames().filter((name) => name !== "launcher");
  return names.map((name) => ({ name, ...readRecord(join(RUN, `${name}.json`)) }));
}

/** A record file's content; one that was cut off while it was written says nothing. */
export function readRecord(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

function readNames() {
  try {
    return readdirSync(RUN).filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -".json".length));
  } catch {
    return [];
  }
}
