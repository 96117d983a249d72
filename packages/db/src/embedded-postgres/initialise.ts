import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { serverEnvironment } from "../env.ts";
import type { Account } from "./account.ts";

/** PostgreSQL's superuser in an embedded server. */
export const SUPERUSER = "nexus";

/** A data directory and the password of its superuser. */
export interface Cluster {
  readonly dataDirectory: string;
  readonly password: string;
}

/**
 * Makes `<home>/data` and, beside it, `<home>/password` (0600), unless they are there. UTF-8 with
 * PostgreSQL's own C.UTF-8, which sorts alike on every system. A half-made directory is never used.
 */
export async function initialiseCluster(home: string, binaries: string, account: Account): Promise<Cluster> {
  await mkdir(home, { recursive: true, mode: 0o711 });
  const dataDirectory = join(home, "data");
  const passwordFile = join(home, "password");
  const exists = await stat(join(dataDirectory, "PG_VERSION")).catch(() => null);
  if (exists) return { dataDirectory, password: (await readFile(passwordFile, "utf8")).trim() };

  const password = randomBytes(24).toString("base64url");
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  const draft = join(home, "draft");
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await giveTo(account, draft);
  await runInitdb(binaries, draft, password, account);
  await rename(join(draft, "data"), dataDirectory);
  await rm(draft, { recursive: true, force: true });
  return { dataDirectory, password };
}

async function runInitdb(binaries: string, draft: string, password: string, account: Account): Promise<void> {
  const passwordFile = join(draft, "password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveTo(account, passwordFile);
  const options = [
    `--pgdata=${join(draft, "data")}`, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256",
    "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions",
  ];
  await promisify(execFile)(join(binaries, "initdb"), options, { ...account, cwd: draft, env: serverEnvironment() });
}

async function giveTo(account: Account, path: string): Promise<void> {
  if (account.uid !== undefined && account.gid !== undefined) await chown(path, account.uid, account.gid);
}
