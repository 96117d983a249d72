import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { benchAt } from "./bench/paths.ts";
import { withLock } from "./disk/lock.ts";
import { asObject, readJson, writeJson } from "./disk/write-atomic.ts";

/** What can be made to go wrong; README.md says what each one does. */
export const FAULTS = [
  "database_down", "bad_root_password", "redis_down", "lock_held", "app_missing", "app_incompatible", "app_fails",
  "disk_full", "kill_at", "hang", "hold", "slow", "exit_nonzero_after_effect",
  "helper_dies", "helper_garbage", "helper_lingers",
  "http_500", "http_401_login", "http_404", "http_503", "http_slow", "http_down",
] as const;
export type FaultKind = (typeof FAULTS)[number];

/** A fault that waits for its moment. Every given condition must hold; one that is left out always does. */
export interface Fault {
  readonly fault: FaultKind;
  /** A bench command such as `new-site`. */
  readonly command?: string;
  /** An operation of the helper such as `createOwner`. */
  readonly op?: string;
  /** A path of the sites' HTTP side; `*` stands for any text. */
  readonly path?: string;
  /** A site's name; `*` stands for any text. */
  readonly site?: string;
  /** The workspace that the helper registers: on the master site, whichever it is. */
  readonly subdomain?: string;
  readonly app?: string;
  /** How far a command with progress gets first; without progress, 0 is before the effect and 1–100 after. */
  readonly atPercent?: number;
  /** For `slow` and `http_slow`: how long it takes. */
  readonly seconds?: number;
  /** How many more times it strikes, over all processes; without it, until disarmed. */
  readonly times?: number;
}

/** What is about to be done, for a fault to be matched with. */
export interface Situation {
  readonly kind: "command" | "op" | "http";
  readonly name: string;
  readonly site: string | null;
  readonly subdomain?: string;
  readonly apps?: readonly string[];
}

const LOCK_WAIT_MS = 5_000;

/** Arms a fault in the bench at `root`; the next matching command, operation or request meets it. */
export function armFault(root: string, fault: Fault): void {
  changeFaults(root, (armed) => [...armed, fault]);
}

/** Disarms every fault. */
export function clearFaults(root: string): void {
  changeFaults(root, () => []);
}

/** Disarms one fault, and what it holds goes on. */
export function disarmFault(root: string, fault: Fault): void {
  changeFaults(root, (armed) => armed.filter((other) => !isDeepStrictEqual(other, fault)));
}

/** Process that a `hold` holds now; null while none has come so far, or it is dead. */
export function heldBy(root: string, fault: Fault): number | null {
  const held = readdirSync(heldFolder(root)).find((name) => isDeepStrictEqual(toFault(readJson(join(heldFolder(root), name))), fault));
  return held !== undefined && existsSync(`/proc/${held}`) ? Number(held) : null;
}

/** Notes that this process is held by a fault. @returns what takes the note back. */
export function noteHeld(root: string, fault: Fault): () => void {
  const note = join(heldFolder(root), String(process.pid));
  writeJson(note, fault);
  return () => rmSync(note);
}

/** The faults that are still armed. */
export function armedFaults(root: string): Fault[] {
  const document = readJson(faultsFile(root));
  return Array.isArray(document) ? document.map(toFault).filter((fault) => fault !== null) : [];
}

/** Whether a fault that was taken waits for others still, or for the same again. */
export function isArmed(root: string, fault: Fault): boolean {
  return armedFaults(root).some((armed) => isDeepStrictEqual(armed, fault));
}

/** Takes the faults that strike now, counting each one down exactly once, whatever other processes do. */
export function takeFaults(root: string, situation: Situation): Fault[] {
  if (!armedFaults(root).some((fault) => strikes(fault, situation))) return [];
  let taken: Fault[] = [];
  changeFaults(root, (armed) => {
    taken = armed.filter((fault) => strikes(fault, situation));
    return armed.flatMap((fault) => (taken.includes(fault) ? countedDown(fault) : [fault]));
  });
  return taken;
}

function strikes(fault: Fault, situation: Situation): boolean {
  const { kind, name, site, subdomain, apps } = situation;
  if (fault.fault.startsWith("http_") !== (kind === "http")) return false;
  if (fault.fault.startsWith("helper_") && kind !== "op") return false;
  const named = { command: fault.command, op: fault.op, http: fault.path }[kind];
  if (named === undefined ? kind !== "http" && (fault.command ?? fault.op) !== undefined : !matches(named, name)) return false;
  if (fault.site !== undefined && (site === null || !matches(fault.site, site))) return false;
  if (fault.subdomain !== undefined && (subdomain === undefined || !matches(fault.subdomain, subdomain))) return false;
  return fault.app === undefined || (apps ?? []).includes(fault.app);
}

function matches(pattern: string, text: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&")).join(".*");
  return new RegExp(`^${source}$`).test(text);
}

function countedDown(fault: Fault): Fault[] {
  if (fault.times === undefined) return [fault];
  return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
}

function changeFaults(root: string, change: (armed: Fault[]) => Fault[]): void {
  withLock(`${faultsFile(root)}.lock`, LOCK_WAIT_MS, () => writeJson(faultsFile(root), change(armedFaults(root))));
}

/** Named by process; what a killed one leaves here is known by its being dead. */
function heldFolder(root: string): string {
  const folder = join(benchAt(root).config, "held");
  mkdirSync(folder, { recursive: true });
  return folder;
}

function faultsFile(root: string): string {
  return join(benchAt(root).config, "faults.json");
}

function toFault(value: unknown): Fault | null {
  const entry = asObject(value);
  const kind = FAULTS.find((known) => known === entry["fault"]);
  if (kind === undefined) return null;
  const texts = ["command", "op", "path", "site", "subdomain", "app"].filter((key) => typeof entry[key] === "string");
  const numbers = ["atPercent", "seconds", "times"].filter((key) => typeof entry[key] === "number");
  return { fault: kind, ...Object.fromEntries([...texts, ...numbers].map((key) => [key, entry[key]])) };
}
