import { randomBytes } from "node:crypto";
import { mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT_DIRECTORY } from "./binaries.ts";

/**
 * Where the embedded server of one installation keeps its data: beside the rest of its state, or, as
 * root, under /var/lib, since the account that PostgreSQL runs under cannot enter root's folders.
 *
 * @param state the installation's folder for state, e.g. `.nexus`.
 */
export async function databaseHome(state: string): Promise<string> {
  return process.getuid?.() === 0 ? sharedHome(state, ROOT_DIRECTORY) : join(state, "postgres");
}

/**
 * A folder in `directory` for one installation. An id in the state tells whose it is: a moved installation
 * keeps its data, a copied one gets its own, a new one in the place of a deleted one does not find the old data.
 */
export async function sharedHome(state: string, directory: string): Promise<string> {
  const here = await realpath(state);
  const known = await readWord(join(here, "postgres-id"));
  if (known !== null && await mayUse(known, here, directory)) return claim(known, here, directory);
  const id = randomBytes(8).toString("hex");
  await writeFile(join(here, "postgres-id"), `${id}\n`, { mode: 0o600 });
  return claim(id, here, directory);
}

/** Whether the data of an id belong to this installation, under this path or the one that it was moved from. */
async function mayUse(id: string, here: string, directory: string): Promise<boolean> {
  const owner = await readWord(join(directory, id, "installation"));
  return owner === null || owner === here || await readWord(join(owner, "postgres-id")) !== id;
}

async function claim(id: string, here: string, directory: string): Promise<string> {
  const home = join(directory, id);
  await mkdir(home, { recursive: true, mode: 0o711 });
  await writeFile(join(home, "installation"), `${here}\n`);
  return home;
}

async function readWord(file: string): Promise<string | null> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.trim() === "" ? null : text.trim();
}
