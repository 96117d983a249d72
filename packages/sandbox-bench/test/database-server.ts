import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { benchAt } from "../src/bench/paths.ts";
import { readObject } from "../src/disk/write-atomic.ts";
import { listInventory } from "../src/inventory.ts";
import { MariaDb } from "../src/mariadb/server.ts";

/** The database server of a bench, asked past the bench. */
export interface DatabaseServer {
  databases(): string[];
  /** `user@host` of all users with this name. */
  users(name: string): string[];
  dropDatabase(name: string): void;
  /** As the database's own user, who has its name. */
  dropTable(login: Login, table: string): void;
}

/** A database with its user's password. */
export interface Login {
  readonly database: string;
  readonly password: string;
}

/** The server that a sandbox imitates. */
export function sandboxServer(root: string): DatabaseServer {
  return {
    databases: () => listInventory(root).databases,
    users: (name) => listInventory(root).databaseUsers.map(({ user }) => user).filter((user) => user.startsWith(`${name}@`)),
    dropDatabase: (name) => void new MariaDb(benchAt(root)).dropDatabase(name),
    dropTable: ({ database, password }, table) => new MariaDb(benchAt(root)).connect(database, password, database).dropTables([table]),
  };
}

/** The MariaDB that a real bench's config names, as its administrator. */
export function mariaDbOf(root: string, admin: { user: string; password: string }): DatabaseServer {
  const config = readObject(join(root, "sites", "common_site_config.json"));
  const address = ["-h", String(config["db_host"] ?? "127.0.0.1"), "-P", String(config["db_port"] ?? 3306)];
  const sql = (statement: string): string[] => {
    const env = { PATH: process.env["PATH"] ?? "", MYSQL_PWD: admin.password };
    return execFileSync("mariadb", [...address, "-u", admin.user, "-N", "-B", "-e", statement], { encoding: "utf8", env }).split("\n").filter((line) => line !== "");
  };
  return {
    databases: () => sql("SHOW DATABASES"),
    users: (name) => sql(`SELECT CONCAT(user, '@', host) FROM mysql.user WHERE user = '${name}'`),
    dropDatabase: (name) => void sql(`DROP DATABASE \`${name}\``),
    dropTable: ({ database }, table) => void sql(`DROP TABLE \`${database}\`.\`${table}\``),
  };
}
