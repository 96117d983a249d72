import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { clockFinding } from "../src/doctor/clock.ts";
import { characterFindings, versionFinding as databaseVersion } from "../src/doctor/database.ts";
import { roomFinding } from "../src/doctor/disk.ts";
import { ownerFindings } from "../src/doctor/folders.ts";
import { versionFinding } from "../src/doctor/frappe.ts";
import { missingRights } from "../src/doctor/rights.ts";

const GB = 1024 ** 3;

describe("the administrator's grants", () => {
  test.each([
    ["all of them", ["GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` IDENTIFIED VIA unix_socket WITH GRANT OPTION", "GRANT PROXY ON ``@`%` TO `root`@`localhost` WITH GRANT OPTION"]],
    ["those of docs/operating.md", ["GRANT SHOW DATABASES, CREATE USER ON *.* TO `nexus`@`127.0.0.1`", "GRANT SELECT ON `mysql`.* TO `nexus`@`127.0.0.1`", "GRANT ALL PRIVILEGES ON `nx%`.* TO `nexus`@`127.0.0.1` WITH GRANT OPTION"]],
  ])("suffice: %s", (_what, grants) => {
    expect(missingRights(grants)).toEqual([]);
  });

  test.each([
    ["nothing", ["GRANT USAGE ON *.* TO `a`@`%`"], ["CREATE USER on *.*", "SELECT on mysql.*", "SHOW DATABASES on *.*", "ALL PRIVILEGES on `nx%`.* WITH GRANT OPTION"]],
    ["all, but not to pass on", ["GRANT ALL PRIVILEGES ON *.* TO `a`@`%`"], ["ALL PRIVILEGES on `nx%`.* WITH GRANT OPTION"]],
    ["databases of another name", ["GRANT SHOW DATABASES, CREATE USER, SELECT ON *.* TO `a`@`%`", "GRANT ALL PRIVILEGES ON `shop\\_%`.* TO `a`@`%` WITH GRANT OPTION"], ["ALL PRIVILEGES on `nx%`.* WITH GRANT OPTION"]],
    ["a right on one table only", ["GRANT SHOW DATABASES, CREATE USER ON *.* TO `a`@`%`", "GRANT ALL PRIVILEGES ON `nx%`.* TO `a`@`%` WITH GRANT OPTION", "GRANT SELECT ON `mysql`.`user` TO `a`@`%`"], ["SELECT on mysql.*"]],
  ])("do not suffice: %s", (_what, grants, missing) => {
    expect(missingRights(grants)).toEqual(missing);
  });
});

test.each([["15.55.1", "ok"], ["15.0.0-dev", "ok"], ["16.0.0-dev", "warning"], ["14.92.0", "problem"]])("Frappe %s is a reason for: %s", (version, level) => {
  expect(versionFinding(version)).toMatchObject({ level });
});

test("what is said of a later Frappe is what docs/compatibility.md lists as run", () => {
  const page = readFileSync(new URL("../../../docs/compatibility.md", import.meta.url), "utf8");
  expect(versionFinding("16.2.0").found).toContain("of version 16 on a development state only");
  expect(page).toContain("Frappe 16.0.0-dev");
  expect(page).toMatch(/^\| Released Frappe 16 \| – \| – \| not run \|$/m);
});

test.each([["10.11.19-MariaDB-0+deb12u1", "ok"], ["11.4.2-MariaDB", "ok"], ["10.3.39-MariaDB", "warning"], ["8.0.36", "warning"]])("a database server %s is a reason for: %s", (version, level) => {
  expect(databaseVersion(version)).toMatchObject({ level });
});

test("characters other than utf8mb4 are a reason for a warning", () => {
  expect(characterFindings({ characterSet: "utf8mb4", collation: "utf8mb4_general_ci" })).toEqual([]);
  expect(characterFindings({ characterSet: "latin1", collation: "latin1_swedish_ci" })).toMatchObject([{ level: "warning" }]);
});

test.each([[20 * GB, null, "ok"], [20 * GB, 1_000_000, "ok"], [3 * GB, null, "warning"], [GB / 2, null, "problem"], [20 * GB, 500, "problem"]])("%i bytes and %j inodes free are a reason for: %s", (bytes, inodes, level) => {
  expect(roomFinding("/somewhere", bytes, inodes)).toMatchObject({ level });
});

test.each([[0, "ok"], [4, "ok"], [30, "warning"], [-30, "warning"], [90, "problem"], [-90, "problem"]])("a clock that is %i s aside is a reason for: %s", (seconds, level) => {
  const asked = { from: 1_000_000, to: 1_002_000 };
  expect(clockFinding("A", (seconds < 0 ? asked.from : asked.to) + seconds * 1000, asked)).toMatchObject({ level });
});

test.each([[1000, 1000, ["ok"]], [0, 0, ["ok"]], [0, 1000, ["warning"]], [1001, 1000, ["warning"]], [null, 1000, []]])("user %j on a bench of user %i is a reason for: %j", (user, owner, levels) => {
  expect(ownerFindings(user, owner).map(({ level }) => level)).toEqual(levels);
});
