import type { CommandFailureCode } from "@nexus/agent-contract/failure";

/** Words of the bench, or of what it is made of, and what they mean. */
export interface Rule {
  readonly code: CommandFailureCode;
  readonly says: RegExp;
  /** Another try would find the same, whatever holds for the code elsewhere; told with the bench's own words. */
  readonly isLasting?: true;
}

/**
 * The first rule that matches decides, so causes come before what they cause: an app that cannot be
 * installed because the database is down is `DATABASE_DOWN`. Words of v15 and of develop.
 */
export const RULES: readonly Rule[] = [
  // InnoDB's own words for it are errno 135 and 1114; mariadb-dump says “Got errno 28 on write”.
  { code: "DISK_FULL", says: /No space left on device|Disk quota exceeded|\b[Ee]rrno:? 28\b|\bErrno 122\b|errno: 135\b|Disk full|\((1021|1114), |ERROR (1021|1114) \(/ },
  // Also MariaDB's locks: Frappe has a class of its own for 1205, and one for 1213.
  { code: "LOCK_HELD", says: /LockTimeoutError|QueryTimeoutError|QueryDeadlockError|\((1205|1213), |ERROR (1205|1213) \(/ },
  // A right that is missing: which one, only MariaDB's words tell.
  { code: "DATABASE_ACCESS_DENIED", isLasting: true, says: /\((1044|1142|1227|1290), |Access denied; you need|command denied to user/ },
  { code: "DATABASE_ACCESS_DENIED", says: /\((1045|1130|1698), |Access denied for user|is not allowed to connect to this (MariaDB|MySQL) server/ },
  { code: "DATABASE_DOWN", says: /\((1040|1203|1226|2002|2003|2005|2006|2013), |ERROR (1040|1203|1226|2002|2003|2005|2006|2013) \(|Can't connect to (MySQL|MariaDB|local)|Lost connection to (MySQL|MariaDB)|pymysql\.err\.InterfaceError: \(0, ''\)/ },
  { code: "REDIS_DOWN", isLasting: true, says: /redis\.exceptions\.(AuthenticationError|AuthorizationError|NoPermissionError)/ },
  // Out of memory is a class of its own in later versions of redis-py.
  { code: "REDIS_DOWN", says: /redis\.exceptions\.(ConnectionError|BusyLoadingError|TimeoutError|OutOfMemoryError|ResponseError: (OOM|MISCONF) )|Error 111 connecting to \S+:\d+\. Connection refused/ },
  { code: "SITE_EXISTS", says: /^Site \S+ already exists/m },
  { code: "SITE_IS_APP", says: /^Your bench has an app called /m },
  { code: "DATABASE_EXISTS", says: /Database \S+ already exists/ },
  { code: "APP_MISSING", says: /Could not find app "|App \S+ not in apps\.txt|ModuleNotFoundError: No module named/ },
  { code: "APP_INCOMPATIBLE", says: /is Incompatible with Site|IncompatibleApp/ },
  { code: "SITE_MISSING", says: /IncorrectSitePath|^Site \S+ does not exist|404 Not Found: \S+ does not exist/m },
  { code: "USER_MISSING", says: /^User \S+ does not exist|User \S+ not found/m },
  // Python that gets no memory, and what bash says of a killed part of a pipeline of Frappe's.
  { code: "KILLED", says: /\bMemoryError\b|Cannot allocate memory|^Killed$|\b\d+ (Killed|Aborted|Segmentation fault) {2,}/m },
  // Not at the beginning of its line where the progress bar was: that ends in no newline.
  { code: "APP_INSTALL_FAILED", says: /An error occurred while installing / },
  // What click makes of SIGINT. Its other cause, a prompt without an answer, does not occur here.
  { code: "KILLED", says: /Aborted!\s*$/ },
];
