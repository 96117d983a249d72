import { type Disk, DiskError, type FileNode } from "../disk/disk.ts";
import { here, ProcessKilled } from "../kernel/process.ts";
import { world } from "../world/current.ts";

/** In place of `node:fs` for the agent: the functions that it uses, on the simulated machine's disk. */

interface OpenFile {
  readonly file: FileNode | null;
  readonly writable: boolean;
  position: number;
}

const open = new Map<number, OpenFile>();
let lastDescriptor = 10;

function disk(): Disk {
  if (here()?.process.state === "dead") throw new ProcessKilled();
  return world().disk;
}

/** The disk, for a change of it. */
function changed(): Disk {
  const target = disk();
  target.beforeWrite?.();
  return disk();
}

export const constants = { R_OK: 4, W_OK: 2 };

export function existsSync(path: string): boolean {
  return disk().find(path) !== undefined;
}

export function accessSync(path: string): void {
  if (!existsSync(path)) throw new DiskError("ENOENT", path);
}

export function readFileSync(path: string, encoding?: string | { encoding: string }): string | Buffer {
  const { bytes } = disk().file(path);
  return encoding === undefined ? Buffer.from(bytes) : bytes.toString("utf8");
}

export function writeFileSync(path: string, text: string): void {
  const target = changed();
  target.refuseWhenFull(path);
  target.open(path).bytes = Buffer.from(text);
}

export function appendFileSync(path: string, text: string): void {
  const target = changed();
  target.refuseWhenFull(path);
  const file = target.open(path);
  file.bytes = Buffer.concat([file.bytes, Buffer.from(text)]);
}

export function mkdirSync(path: string, options: { recursive?: boolean } = {}): void {
  changed().makeFolder(path, options.recursive === true);
}

interface Entry {
  readonly name: string;
  readonly parentPath: string;
  isFile(): boolean;
  isDirectory(): boolean;
}

export function readdirSync(path: string, options?: { withFileTypes?: boolean }): string[] | Entry[] {
  const entries = [...disk().folder(path).entries].sort(([a], [b]) => (a < b ? -1 : 1));
  if (options?.withFileTypes !== true) return entries.map(([name]) => name);
  return entries.map(([name, { kind }]) => ({ name, parentPath: path, isFile: () => kind === "file", isDirectory: () => kind === "folder" }));
}

export function renameSync(from: string, to: string): void {
  changed().rename(from, to);
}

export function rmSync(path: string, options: { recursive?: boolean; force?: boolean } = {}): void {
  const node = disk().find(path);
  if (node === undefined) {
    if (options.force === true) return;
    throw new DiskError("ENOENT", path);
  }
  if (node.kind === "folder" && options.recursive !== true) throw new DiskError("EISDIR", path);
  // One by one, as the system does it: a process may die in between.
  if (node.kind === "folder") for (const name of [...node.entries.keys()]) rmSync(`${path}/${name}`, options);
  changed().remove(path);
}

export function copyFileSync(from: string, to: string): void {
  const target = changed();
  target.refuseWhenFull(to);
  target.open(to).bytes = Buffer.from(target.file(from).bytes);
}

export function chmodSync(path: string): void {
  if (!existsSync(path)) throw new DiskError("ENOENT", path);
}

export function statSync(path: string, options: { throwIfNoEntry?: boolean } = {}): { ino: number; mtimeMs: number; size: number } | undefined {
  const node = disk().find(path);
  if (node !== undefined) return { ino: 1, mtimeMs: 0, size: node.kind === "file" ? node.bytes.length : 0 };
  if (options.throwIfNoEntry === false) return undefined;
  throw new DiskError("ENOENT", path);
}

export function openSync(path: string, flags = "r"): number {
  const target = disk();
  const node = target.find(path);
  lastDescriptor += 1;
  if (flags === "r" && node?.kind === "folder") {
    open.set(lastDescriptor, { file: null, writable: false, position: 0 });
    return lastDescriptor;
  }
  const file = flags.startsWith("r") ? target.file(path) : target.open(path);
  if (flags === "w") file.bytes = Buffer.alloc(0);
  open.set(lastDescriptor, { file, writable: flags !== "r", position: flags === "a" ? file.bytes.length : 0 });
  return lastDescriptor;
}

export function closeSync(descriptor: number): void {
  open.delete(descriptor);
}

export function fsyncSync(descriptor: number): void {
  disk();
  if (!open.has(descriptor)) throw new DiskError("EBADF", String(descriptor));
}

export function writeSync(descriptor: number, text: string | Uint8Array, offset?: number, length?: number, position?: number): number {
  const { file, opened } = fileOf(descriptor);
  const target = changed();
  const all = typeof text === "string" ? Buffer.from(text) : Buffer.from(text);
  const bytes = all.subarray(offset ?? 0, length === undefined ? undefined : (offset ?? 0) + length);
  const at = position ?? opened.position;
  // What is there already is written over also on a full disk.
  if (at + bytes.length > file.bytes.length) target.refuseWhenFull("write");
  const grown = Buffer.alloc(Math.max(file.bytes.length, at + bytes.length));
  file.bytes.copy(grown);
  bytes.copy(grown, at);
  file.bytes = grown;
  opened.position = at + bytes.length;
  return bytes.length;
}

export function readSync(descriptor: number, buffer: Uint8Array, offset: number, length: number, position: number | null): number {
  const { file, opened } = fileOf(descriptor);
  const at = position ?? opened.position;
  const bytes = file.bytes.subarray(at, at + length);
  buffer.set(bytes, offset);
  if (position === null) opened.position += bytes.length;
  return bytes.length;
}

function fileOf(descriptor: number): { file: FileNode; opened: OpenFile } {
  disk();
  const opened = open.get(descriptor);
  if (opened === undefined || opened.file === null) throw new DiskError("EBADF", String(descriptor));
  return { file: opened.file, opened };
}
