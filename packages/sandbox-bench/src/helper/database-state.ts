import { asAdministrator } from "./as-administrator.ts";
import type { Operation } from "./arguments.ts";

/** The database server as its administrator sees it. */
export const databaseState: Operation = (call) => {
  const server = asAdministrator(call);
  return {
    version: "10.11.14-MariaDB",
    account: "root@localhost",
    unixSeconds: call.now.getTime() / 1000,
    characterSet: "utf8mb4",
    collation: "utf8mb4_unicode_ci",
    folder: call.bench.mariadb,
    grants: server.rootGrants(),
  };
};
