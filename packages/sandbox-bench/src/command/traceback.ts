import { type FrappeError } from "../frappe/errors.ts";
import { type OperationalError } from "../mariadb/errors.ts";

/** An error as Python prints it; the last line is what callers recognise it by. */
export function traceback(error: FrappeError | OperationalError): string {
  return [
    "Traceback (most recent call last):",
    '  File "<frozen runpy>", line 198, in _run_module_as_main',
    '  File "<frozen runpy>", line 88, in _run_code',
    '  File "apps/frappe/frappe/utils/bench_helper.py", line 114, in <module>',
    "    main()",
    lastLine(error),
  ].join("\n");
}

/** `module.Class: message`, or only the class when there is no message. */
export function lastLine(error: FrappeError | OperationalError): string {
  return error.message === "" ? error.exception : `${error.exception}: ${error.message}`;
}
