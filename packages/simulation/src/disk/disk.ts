/** A file's content, changed in place as the bytes of an inode are. */
export interface FileNode {
  readonly kind: "file";
  bytes: Buffer;
}

export interface FolderNode {
  readonly kind: "folder";
  readonly entries: Map<string, Node>;
}

type Node = FileNode | FolderNode;

/** What the file system refuses, as Node tells it. */
export class DiskError extends Error {
  readonly code: string;

  constructor(code: string, path: string) {
    super(`${code}: ${path}`);
    this.code = code;
  }
}

/** The disk of one machine, as far as the agent and the bench need one. Paths are absolute. */
export class Disk {
  #root: FolderNode = { kind: "folder", entries: new Map() };
  /** Told before each change. */
  beforeWrite: (() => void) | null = null;
  /** While it is full nothing grows; removing and renaming work. */
  isFull = false;

  /** A copy of everything on it. */
  get stored(): FolderNode {
    return copied(this.#root);
  }

  /** Takes what another disk has stored in place of what is on this one. */
  load(stored: FolderNode): void {
    this.#root = copied(stored);
  }

  find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of parts(path)) node = node?.kind === "folder" ? node.entries.get(name) : undefined;
    return node;
  }

  file(path: string): FileNode {
    const node = this.find(path);
    if (node === undefined) throw new DiskError("ENOENT", path);
    if (node.kind === "folder") throw new DiskError("EISDIR", path);
    return node;
  }

  folder(path: string): FolderNode {
    const node = this.find(path);
    if (node === undefined) throw new DiskError("ENOENT", path);
    if (node.kind === "file") throw new DiskError("ENOTDIR", path);
    return node;
  }

  makeFolder(path: string, recursive: boolean): void {
    if (recursive) {
      const names = parts(path);
      for (let depth = 1; depth <= names.length; depth += 1) {
        const part = `/${names.slice(0, depth).join("/")}`;
        if (this.find(part) === undefined) this.makeFolder(part, false);
      }
      return;
    }
    const { parent, name } = this.#place(path);
    if (parent.entries.has(name)) throw new DiskError("EEXIST", path);
    this.refuseWhenFull(path);
    parent.entries.set(name, { kind: "folder", entries: new Map() });
  }

  /** The file of this path, made when it is new. */
  open(path: string): FileNode {
    const known = this.find(path);
    if (known?.kind === "file") return known;
    const { parent, name } = this.#place(path);
    this.refuseWhenFull(path);
    const made: FileNode = { kind: "file", bytes: Buffer.alloc(0) };
    parent.entries.set(name, made);
    return made;
  }

  rename(from: string, to: string): void {
    const source = this.#place(from);
    const node = source.parent.entries.get(source.name);
    if (node === undefined) throw new DiskError("ENOENT", from);
    const target = this.#place(to);
    source.parent.entries.delete(source.name);
    target.parent.entries.set(target.name, node);
  }

  remove(path: string): boolean {
    const { parent, name } = this.#place(path);
    return parent.entries.delete(name);
  }

  refuseWhenFull(path: string): void {
    if (this.isFull) throw new DiskError("ENOSPC", `no space left on device, '${path}'`);
  }

  /** All files below a folder, as `path → text`; for comparing and searching. */
  contents(path: string): Map<string, string> {
    const found = new Map<string, string>();
    const walk = (node: Node | undefined, at: string): void => {
      if (node?.kind === "file") found.set(at, node.bytes.toString("utf8"));
      else if (node !== undefined) for (const [name, child] of node.entries) walk(child, `${at}/${name}`);
    };
    walk(this.find(path), path);
    return found;
  }

  #place(path: string): { parent: FolderNode; name: string } {
    const names = parts(path);
    const name = names.at(-1);
    if (name === undefined) throw new DiskError("EINVAL", path);
    return { parent: this.folder(`/${names.slice(0, -1).join("/")}`), name };
  }
}

/** Bytes are shared: a file that is written to gets new ones. */
function copied(folder: FolderNode): FolderNode {
  const entries = [...folder.entries].map(([name, node]): [string, Node] => [name, node.kind === "file" ? { ...node } : copied(node)]);
  return { kind: "folder", entries: new Map(entries) };
}

const known = new Map<string, readonly string[]>();
const MOST_KNOWN = 10_000;

function parts(path: string): readonly string[] {
  const before = known.get(path);
  if (before !== undefined) return before;
  const split = path.split("/").filter((part) => part !== "" && part !== ".");
  if (known.size < MOST_KNOWN) known.set(path, split);
  return split;
}
