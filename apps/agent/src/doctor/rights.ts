/** A line of SHOW GRANTS, e.g. GRANT SELECT, INSERT ON `mysql`.* TO `a`@`b` WITH GRANT OPTION */
const GRANT = /^GRANT (.+) ON (\S+) TO .+?( WITH GRANT OPTION)?$/;
/** Names of the databases of new sites; an underscore stands for any character in a grant. */
const OURS = "nx_0123456789abcdef01234567_1";

interface Grant {
  readonly privileges: ReadonlySet<string>;
  readonly database: string;
  readonly maybePassedOn: boolean;
}

/**
 * What an administrator of these grants (SHOW GRANTS) lacks for making, listing and dropping the
 * databases and users of sites, in words.
 */
export function missingRights(grants: readonly string[]): string[] {
  const read = grants.map(parse).filter((grant) => grant !== null);
  const may = (privilege: string, database: string): boolean =>
    read.some((grant) => reaches(grant.database, database) && (grant.privileges.has("ALL PRIVILEGES") || grant.privileges.has(privilege)));
  return [
    ...(may("CREATE USER", "*") ? [] : ["CREATE USER on *.*"]),
    ...(may("SELECT", "mysql") ? [] : ["SELECT on mysql.*"]),
    ...(may("SHOW DATABASES", "*") ? [] : ["SHOW DATABASES on *.*"]),
    ...(read.some((grant) => grant.maybePassedOn && reaches(grant.database, OURS) && grant.privileges.has("ALL PRIVILEGES")) ? [] : ["ALL PRIVILEGES on `nx%`.* WITH GRANT OPTION"]),
  ];
}

function parse(line: string): Grant | null {
  const [, privileges, object, passedOn] = GRANT.exec(line.trim()) ?? [];
  if (privileges === undefined || object === undefined || !object.endsWith(".*")) return null;
  return {
    privileges: new Set(privileges.split(",").map((privilege) => privilege.trim())),
    database: object.slice(0, -".*".length).replaceAll("`", ""),
    maybePassedOn: passedOn !== undefined,
  };
}

/** Whether a grant on this pattern is one on this database; `*` is every database. */
function reaches(pattern: string, database: string): boolean {
  if (pattern === "*") return true;
  const source = pattern.replaceAll(/\\+([_%])|[_%]|[^\w]/g, (part, escaped: string | undefined) => escaped ?? (part === "%" ? ".*" : part === "_" ? "." : `\\${part}`));
  return new RegExp(`^${source}$`).test(database);
}
