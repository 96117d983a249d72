/** An error of the database as Python's driver words it; `frappe` never catches most of them. */
export class OperationalError extends Error {
  override readonly name = "OperationalError";
  readonly code: number;
  /** The server's words, without the number. */
  readonly text: string;
  readonly exception: string;

  constructor(code: number, text: string, exception = "pymysql.err.OperationalError") {
    super(`(${code}, ${quoted(text)})`);
    this.code = code;
    this.text = text;
    this.exception = exception;
  }
}

/** Python writes a string with the kind of quotes that it does not hold. */
function quoted(text: string): string {
  return text.includes("'") ? `"${text}"` : `'${text}'`;
}

export const accessDenied = (user: string, host: string, withPassword: boolean): OperationalError =>
  new OperationalError(1045, `Access denied for user '${user}'@'${host}' (using password: ${withPassword ? "YES" : "NO"})`);

export const serverDown = (): OperationalError =>
  new OperationalError(2003, "Can't connect to MySQL server on '127.0.0.1' ([Errno 111] Connection refused)");

export const unknownDatabase = (name: string): OperationalError => new OperationalError(1049, `Unknown database '${name}'`);

export const missingTable = (database: string, table: string): OperationalError =>
  new OperationalError(1146, `Table '${database}.${table}' doesn't exist`, "pymysql.err.ProgrammingError");
