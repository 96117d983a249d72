/** An exception of the bench's Python side, by its class and words. */
export class PythonError extends Error {
  readonly exception: string;

  constructor(exception: string, message: string) {
    super(message);
    this.exception = exception;
  }
}

export const serverDown = (): PythonError => new PythonError("pymysql.err.OperationalError", "(2003, \"Can't connect to MySQL server on '127.0.0.1' ([Errno 111] Connection refused)\")");
export const connectionBroke = (): PythonError => new PythonError("pymysql.err.OperationalError", "(2013, 'Lost connection to MySQL server during query')");
export const accessDenied = (user: string): PythonError => new PythonError("pymysql.err.OperationalError", `(1045, "Access denied for user '${user}'@'localhost' (using password: YES)")`);
export const noSuchSite = (site: string): PythonError => new PythonError("frappe.exceptions.IncorrectSitePath", `404 Not Found: ${site} does not exist`);
export const noSpace = (): PythonError => new PythonError("builtins.OSError", "[Errno 28] No space left on device");
