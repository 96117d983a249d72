/** An exception of Frappe or Python, with the status that the HTTP side answers it with. */
export class FrappeError extends Error {
  override readonly name = "FrappeError";
  /** Python class with its module, as a traceback's last line shows it. */
  readonly exception: string;
  readonly status: number;

  constructor(exception: string, message: string, status = 500) {
    super(message);
    this.exception = exception;
    this.status = status;
  }

  /** The class without its module: `exc_type` of the REST answers. */
  get type(): string {
    return this.exception.slice(this.exception.lastIndexOf(".") + 1);
  }
}

const STATUS = {
  ValidationError: 417,
  MandatoryError: 417,
  InvalidEmailAddressError: 417,
  DuplicateEntryError: 409,
  DoesNotExistError: 404,
  PermissionError: 403,
  AuthenticationError: 401,
  SessionStopped: 503,
  RateLimitExceededError: 429,
  CannotChangeConstantError: 417,
  IncompatibleApp: 417,
} as const;

/** One of Frappe's own exceptions. */
export function frappeError(type: keyof typeof STATUS, message: string): FrappeError {
  return new FrappeError(`frappe.exceptions.${type}`, message, STATUS[type]);
}

export const siteMissing = (site: string): FrappeError =>
  new FrappeError("frappe.exceptions.IncorrectSitePath", `404 Not Found: ${site} does not exist`, 404);

export const redisDown = (port: number): FrappeError =>
  new FrappeError("redis.exceptions.ConnectionError", `Error 111 connecting to 127.0.0.1:${port}. Connection refused.`);

export const lockTimeout = (lock: string, file: string): FrappeError =>
  new FrappeError(
    "frappe.utils.file_lock.LockTimeoutError",
    `Failed to aquire lock: ${lock}. Lock may be held by another process.<br>You can manually remove the lock if you think it's safe: ${file}`,
  );

export const diskFull = (file: string): FrappeError => new FrappeError("OSError", `[Errno 28] No space left on device: '${file}'`);
