import { COMMAND_FAILURES } from "@nexus/agent-contract/failure";
import { describe, expect, test } from "vitest";
import { classifyCommand, classifyException } from "../src/failures/classify.ts";
import { RULES } from "../src/failures/rules.ts";
import { scrubber } from "../src/failures/scrub.ts";

const noScrub = scrubber([]);
const traceback = (last: string): string => `Traceback (most recent call last):\n  File "<frozen runpy>", line 198, in _run_module_as_main\n${last}`;

/** What real benches said, v15 where nothing else is told. */
const SAID: readonly [code: keyof typeof COMMAND_FAILURES, exitCode: number, output: string, exception?: string][] = [
  ["SITE_EXISTS", 1, "Site acme.example.com already exists"],
  ["SITE_EXISTS", 1, "Site acme.example.com already exists, use `--force` to proceed anyway"], // develop
  ["SITE_IS_APP", 1, "Your bench has an app called frappe, please choose another name for the site."],
  ["DATABASE_EXISTS", 1, traceback("Exception: Database nx_0123456789abcdef01234567_1 already exists"), "Exception"],
  ["DATABASE_ACCESS_DENIED", 1, traceback(`pymysql.err.OperationalError: (1045, "Access denied for user 'root'@'localhost' (using password: YES)")`), "pymysql.err.OperationalError"],
  ["DATABASE_ACCESS_DENIED", 1, traceback(`pymysql.err.OperationalError: (1130, "Host '10.1.2.3' is not allowed to connect to this MariaDB server")`), "pymysql.err.OperationalError"],
  ["DATABASE_DOWN", 1, traceback(`pymysql.err.OperationalError: (2003, "Can't connect to MySQL server on '127.0.0.1' ([Errno 111] Connection refused)")`), "pymysql.err.OperationalError"],
  ["DATABASE_DOWN", 1, `An error occurred while installing erpnext: (2013, 'Lost connection to MySQL server during query')\n${traceback("pymysql.err.OperationalError: (2013, 'Lost connection to MySQL server during query')")}`, "pymysql.err.OperationalError"],
  // PyMySQL's answer on a connection that it knows to be lost, as after a kill of MariaDB; by its source, it was not seen.
  ["DATABASE_DOWN", 1, traceback("pymysql.err.InterfaceError: (0, '')"), "pymysql.err.InterfaceError"],
  // What new-site repeats of MariaDB's own client, which imports the first tables.
  ["DATABASE_DOWN", 1, `b"ERROR 2002 (HY000): Can't connect to server on '127.0.0.1' (115)\\n"\n${traceback("frappe.exceptions.CommandFailedError: Command failed")}`, "frappe.exceptions.CommandFailedError"],
  ["DATABASE_ACCESS_DENIED", 1, `b"ERROR 1045 (28000): Access denied for user 'nx_0123456789abcdef01234567_1'@'127.0.0.1' (using password: YES)\\n"\n${traceback("frappe.exceptions.CommandFailedError: Command failed")}`, "frappe.exceptions.CommandFailedError"],
  ["APP_MISSING", 1, `Could not find app "nosuch": \n${traceback("ModuleNotFoundError: No module named 'nosuch'")}`, "ModuleNotFoundError"],
  ["APP_MISSING", 1, "An error occurred while installing nosuch: App nosuch not in apps.txt"],
  ["APP_INCOMPATIBLE", 1, "App erpnext is Incompatible with Site acme.example.com:\nneeds v16"],
  ["APP_INSTALL_FAILED", 1, `An error occurred while installing shop: no such column\n${traceback("KeyError: 'shop'")}`, "KeyError"],
  ["APP_INSTALL_FAILED", 1, `Installing shop...\n\rUpdating DocTypes for shop          : [====   ] 17%An error occurred while installing shop: no such column\n${traceback("KeyError: 'shop'")}`, "KeyError"],
  ["SITE_MISSING", 1, "Site acme.example.com does not exist!"],
  ["SITE_MISSING", 1, traceback("frappe.exceptions.IncorrectSitePath: 404 Not Found: acme.example.com does not exist"), "frappe.exceptions.IncorrectSitePath"],
  ["SITE_MISSING", 2, "Usage: bench  list-apps [OPTIONS]\nTry 'bench  list-apps --help' for help.\n\nError: 404 Not Found: acme.example.com does not exist."], // develop
  ["USER_MISSING", 1, "User nobody@example.com does not exist"],
  ["LOCK_HELD", 1, traceback("frappe.utils.file_lock.LockTimeoutError: Failed to aquire lock: install_app. Lock may be held by another process."), "frappe.utils.file_lock.LockTimeoutError"],
  ["DATABASE_DOWN", 1, traceback("pymysql.err.OperationalError: (1040, 'Too many connections')"), "pymysql.err.OperationalError"],
  ["DATABASE_DOWN", 1, `b'ERROR 2002 (HY000): Received error packet before completion of TLS handshake. The authenticity of the following error cannot be verified: 1040 - Too many connections\\n'\n${traceback("frappe.exceptions.CommandFailedError: Command failed")}`, "frappe.exceptions.CommandFailedError"],
  ["DATABASE_DOWN", 1, traceback(`pymysql.err.OperationalError: (1226, "User 'nx_1' has exceeded the 'max_user_connections' resource (current value: 1)")`), "pymysql.err.OperationalError"],
  // What the client was sent comes before the error where it is told to be wordy.
  ["DATABASE_DOWN", 1, `b'--------------\\nCREATE TABLE x\\n--------------\\n\\nERROR 2013 (HY000) at line 1: Lost connection to server during query\\n'\n${traceback("frappe.exceptions.CommandFailedError: Command failed")}`, "frappe.exceptions.CommandFailedError"],
  ["LOCK_HELD", 1, traceback("frappe.exceptions.QueryTimeoutError: (1205, 'Lock wait timeout exceeded; try restarting transaction')"), "frappe.exceptions.QueryTimeoutError"],
  ["LOCK_HELD", 1, traceback("frappe.exceptions.QueryDeadlockError: (1213, 'Deadlock found when trying to get lock; try restarting transaction')"), "frappe.exceptions.QueryDeadlockError"],
  ["LOCK_HELD", 1, "An error occurred while installing erpnext: (1213, 'Deadlock found when trying to get lock; try restarting transaction')"],
  ["REDIS_DOWN", 1, traceback("redis.exceptions.ResponseError: OOM command not allowed when used memory > 'maxmemory'."), "redis.exceptions.ResponseError"],
  ["REDIS_DOWN", 1, traceback("redis.exceptions.OutOfMemoryError: command not allowed when used memory > 'maxmemory'."), "redis.exceptions.OutOfMemoryError"], // redis-py 5
  ["REDIS_DOWN", 1, traceback("redis.exceptions.ResponseError: MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk."), "redis.exceptions.ResponseError"],
  ["REDIS_DOWN", 1, traceback("redis.exceptions.ConnectionError: Error 111 connecting to 127.0.0.1:11000. Connection refused."), "redis.exceptions.ConnectionError"],
  ["DISK_FULL", 1, traceback("OSError: [Errno 28] No space left on device: './acme.example.com/logs'"), "OSError"],
  // A full disk in the words of InnoDB, of its client and of mariadb-dump, as MariaDB 10.11 says them.
  ["DISK_FULL", 1, traceback(`pymysql.err.OperationalError: (1005, 'Can\\'t create table \`nx_1\`.\`tabUser\` (errno: 135 "No more room in record file")')`), "pymysql.err.OperationalError"],
  ["DISK_FULL", 1, traceback(`pymysql.err.OperationalError: (1114, "The table 'tabDocField' is full")`), "pymysql.err.OperationalError"],
  ["DISK_FULL", 1, `b"ERROR 1114 (HY000) at line 5: The table 'tabDocField' is full\\n"\n${traceback("frappe.exceptions.CommandFailedError: Command failed")}`, "frappe.exceptions.CommandFailedError"],
  ["DISK_FULL", 1, `b'mariadb-dump: Got errno 28 on write\\n'\n${traceback("frappe.exceptions.CommandFailedError: Command failed")}`, "frappe.exceptions.CommandFailedError"],
  ["DISK_FULL", 1, `An error occurred while installing erpnext: (1114, "The table 'tabDocField' is full")`],
  ["DISK_FULL", 1, traceback("OSError: [Errno 122] Disk quota exceeded: './acme.example.com/logs'"), "OSError"],
  ["USAGE", 2, "Usage: bench  new-site [OPTIONS] SITE\nTry 'bench  new-site --help' for help.\n\nError: Missing argument 'SITE'."],
  ["USAGE", 2, "Error: No such command 'no-such'."],
  ["KILLED", 1, "Updating DocTypes for frappe        : [====   ] 17%\n\nAborted!"],
  ["KILLED", 137, "Updating DocTypes for frappe        : [====   ] 17%"],
  ["KILLED", 143, ""],
  ["KILLED", 134, "Fatal Python error: Aborted"],
  ["KILLED", 139, "Updating DocTypes for frappe        : [====   ] 17%"],
  ["KILLED", 1, traceback("MemoryError"), "MemoryError"],
  ["KILLED", 1, `An error occurred while installing erpnext: \n${traceback("MemoryError")}`, "MemoryError"],
  ["KILLED", 1, traceback("OSError: [Errno 12] Cannot allocate memory"), "OSError"],
  // The OOM killer takes a program that Frappe runs; alone it goes without a word.
  ["KILLED", 1, `b"/usr/bin/bash: line 1: 26753 Done                    cat framework_mariadb.sql\\n     26754                       | sed s/a/b/\\n     26755 Killed                  | /usr/bin/mariadb --user=nx_1\\n"\n${traceback("frappe.exceptions.CommandFailedError: Command failed")}`, "frappe.exceptions.CommandFailedError"],
  ["KILLED", 1, `b'/usr/bin/bash: line 1: 26757 Killed                  /usr/bin/mariadb-dump\\n     26758 Done                    | /usr/bin/gzip >> ./a.sql.gz\\n'\n${traceback("frappe.exceptions.CommandFailedError: Command failed")}`, "frappe.exceptions.CommandFailedError"],
  ["KILLED", 1, traceback("frappe.exceptions.CommandFailedError: Command failed"), "frappe.exceptions.CommandFailedError"],
  ["FRAPPE_ERROR", 1, `b'/usr/bin/bash: line 1: mariadb: command not found\\n'\n${traceback("frappe.exceptions.CommandFailedError: Command failed")}`, "frappe.exceptions.CommandFailedError"],
  ["FRAPPE_ERROR", 1, traceback("frappe.exceptions.DuplicateEntryError: ('User', 'ada@example.com')"), "frappe.exceptions.DuplicateEntryError"],
  ["BENCH_FAILED", 1, "Something nobody has seen before"],
  ["BENCH_FAILED", 1, ""],
];

/** What another try would find again, and only the bench's own words explain. */
const LASTING: readonly [code: keyof typeof COMMAND_FAILURES, exception: string, message: string][] = [
  ["DATABASE_ACCESS_DENIED", "pymysql.err.OperationalError", "(1227, 'Access denied; you need (at least one of) the CREATE USER privilege(s) for this operation')"],
  ["DATABASE_ACCESS_DENIED", "pymysql.err.OperationalError", `(1142, "SELECT command denied to user 'nexus'@'localhost' for table \`mysql\`.\`user\`")`],
  ["DATABASE_ACCESS_DENIED", "pymysql.err.OperationalError", `(1044, "Access denied for user 'nexus'@'%' to database 'nx_1'")`],
  ["DATABASE_ACCESS_DENIED", "pymysql.err.OperationalError", "(1290, 'The MariaDB server is running with the --strict-password-validation option so it cannot execute this statement')"],
  ["REDIS_DOWN", "redis.exceptions.AuthenticationError", "invalid username-password pair or user is disabled."],
];

describe("a failed bench command", () => {
  test.each(SAID)("is %s: exit %i, %s", (code, exitCode, output, exception) => {
    const failure = classifyCommand({ exitCode, output }, noScrub);
    expect(failure).toMatchObject({ code, retryable: COMMAND_FAILURES[code].retryable, exception: exception ?? null });
    expect(failure.message).toContain(COMMAND_FAILURES[code].text);
  });

  test("is told with its last words only where the code says too little, and never with a secret", () => {
    const scrub = scrubber(["hunter22-secret"]);
    const output = traceback("frappe.exceptions.ValidationError: mysql --password=abc123 said hunter22-secret is IDENTIFIED BY 'zzz'");
    const { message } = classifyCommand({ exitCode: 1, output }, scrub);
    expect(message).toContain("It said: frappe.exceptions.ValidationError: mysql --password=[secret] said [secret] is IDENTIFIED BY '[secret]'");
    expect(classifyCommand({ exitCode: 1, output: "Site a.b already exists" }, scrub).message).toBe(COMMAND_FAILURES.SITE_EXISTS.text);
  });

  test("meets each rule of the table in these examples", () => {
    const unused = RULES.filter(({ says }) => !SAID.some(([, , output]) => says.test(output)) && !LASTING.some(([, exception, message]) => says.test(`${exception}: ${message}`)));
    expect(unused).toEqual([]);
  });
});

test.each(LASTING)("%s is not tried again where the bench says %s: %s, and is told in these words", (code, exception, message) => {
  const told = { code, retryable: false, exception, message: `${COMMAND_FAILURES[code].text} It said: ${exception}: ${message}` };
  expect(classifyCommand({ exitCode: 1, output: traceback(`${exception}: ${message}`) }, noScrub)).toEqual(told);
  expect(classifyException({ exception, message }, noScrub)).toEqual(told);
});

describe("a failed request to the helper", () => {
  test.each([
    ["DATABASE_DOWN", "pymysql.err.OperationalError", `(2003, "Can't connect to MySQL server on '127.0.0.1' ([Errno 111] Connection refused)")`],
    ["DATABASE_ACCESS_DENIED", "pymysql.err.OperationalError", `(1045, "Access denied for user '[argument]'@'localhost' (using password: YES)")`],
    ["REDIS_DOWN", "redis.exceptions.ConnectionError", "Error 111 connecting to 127.0.0.1:11000. Connection refused."],
    ["SITE_MISSING", "frappe.exceptions.IncorrectSitePath", "404 Not Found: [argument] does not exist"],
    ["USER_MISSING", "frappe.exceptions.DoesNotExistError", "User not found on this site"],
    ["PASSWORD_WEAK", "frappe.exceptions.ValidationError", "Invalid Password: Add another word or two."],
    ["NOT_OURS", "nexus_ops.database.NotOurs", "The database does not carry this product's mark."],
    ["FRAPPE_ERROR", "frappe.exceptions.LinkValidationError", "Could not find Country: Nowhere"],
    ["FRAPPE_ERROR", "builtins.KeyError", "'site'"],
  ] as const)("is %s: %s", (code, exception, message) => {
    expect(classifyException({ exception, message }, noScrub)).toMatchObject({ code, exception });
  });

  test("is told with its class where its code says little", () => {
    const { message } = classifyException({ exception: "frappe.exceptions.LinkValidationError", message: "Could not find Country: Atlantis" }, noScrub);
    expect(message).toContain("frappe.exceptions.LinkValidationError: Could not find Country: Atlantis");
  });
});
