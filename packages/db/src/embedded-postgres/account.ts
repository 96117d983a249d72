import { execFileSync } from "node:child_process";

/** The account that PostgreSQL's processes run under; empty: the one that runs this. */
export type Account = { readonly uid: number; readonly gid: number } | Record<string, never>;

/** Made when root starts PostgreSQL on a machine without an account for it. */
const OWN_ACCOUNT = "nexus-postgres";

/**
 * PostgreSQL refuses to run as root. As root this is the account `postgres`, or one that is made for it;
 * everyone else runs PostgreSQL as themselves.
 */
export function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const found = lookUp("postgres") ?? lookUp(OWN_ACCOUNT);
  if (found) return found;
  const flags = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"];
  execFileSync("useradd", [...flags, OWN_ACCOUNT], { stdio: "ignore" });
  const made = lookUp(OWN_ACCOUNT);
  if (made) return made;
  throw new Error(
    "PostgreSQL does not run as root, and no account could be made for it. Add a user named postgres, "
    + "start as an ordinary user, or set DATABASE_URL to a server of your own.",
  );
}

function lookUp(name: string): Account | null {
  try {
    const id = (flag: string): number => Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
    return { uid: id("-u"), gid: id("-g") };
  } catch {
    return null;
  }
}
