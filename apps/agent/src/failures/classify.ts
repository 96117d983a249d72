import { COMMAND_FAILURES, type CommandFailure, type CommandFailureCode } from "@nexus/agent-contract/failure";
import { type Rule, RULES } from "./rules.ts";
import type { Scrub } from "./scrub.ts";

/** How a bench command ended badly. */
export interface FailedCommand {
  readonly exitCode: number;
  /** What it said on both outputs, or its end; v15 tells errors on one, develop on the other. */
  readonly output: string;
}

type Cause = Pick<Rule, "code" | "isLasting">;

/** Codes whose own text says too little, so that the bench's last words are told with it. */
const VAGUE: ReadonlySet<CommandFailureCode> = new Set(["BENCH_FAILED", "FRAPPE_ERROR", "APP_INSTALL_FAILED", "USAGE"]);
const LONGEST_QUOTE = 300;
/** Exit codes of a process ended by SIGHUP, SIGINT, SIGABRT, SIGKILL, SIGSEGV or SIGTERM; want of memory ends it by the middle three. */
const ENDED_BY_SIGNAL: ReadonlySet<number> = new Set([129, 130, 134, 137, 139, 143]);
/** Last line of a Python traceback: the class, with its module, before a colon or alone. */
const EXCEPTION = /^((?:[a-z_]\w*\.)+[A-Z]\w*|[A-Z]\w*(?:Error|Exception|Interrupt|Exit)|Exception)(?::.*)?$/gm;

/** Why a bench command failed, in the contract's terms. */
export function classifyCommand({ exitCode, output }: FailedCommand, scrub: Scrub): CommandFailure {
  const exception = lastException(output);
  return failureOf(causeOf(exitCode, output, exception), { exception, quote: quote(lastLine(output), scrub) });
}

/** Why a request to the helper failed, from the Python exception that it met. */
export function classifyException(error: { exception: string; message: string }, scrub: Scrub): CommandFailure {
  const said = `${error.exception}: ${error.message}`;
  const cause = RULES.find(({ says }) => says.test(said)) ?? { code: helperCode(error) };
  return failureOf(cause, { exception: error.exception, quote: quote(said, scrub) });
}

/** A failure by its code alone, with the contract's sentence. */
export function failure(code: CommandFailureCode, more: { exception?: string | null; quote?: string } = {}): CommandFailure {
  return failureOf({ code }, { exception: more.exception ?? null, quote: more.quote ?? "" });
}

function failureOf({ code, isLasting }: Cause, { exception, quote }: { exception: string | null; quote: string }): CommandFailure {
  const { text, retryable } = COMMAND_FAILURES[code];
  const isQuoted = quote !== "" && (VAGUE.has(code) || isLasting === true);
  return { code, message: isQuoted ? `${text} It said: ${quote}` : text, retryable: retryable && isLasting !== true, exception };
}

function causeOf(exitCode: number, output: string, exception: string | null): Cause {
  if (ENDED_BY_SIGNAL.has(exitCode)) return { code: "KILLED" };
  return RULES.find(({ says }) => says.test(output)) ?? { code: unknownCode(exitCode, output, exception) };
}

/** Where no rule knows the words. */
function unknownCode(exitCode: number, output: string, exception: string | null): CommandFailureCode {
  // Frappe repeats what its programs (mariadb, tar) said; one that failed without a word did not end by itself.
  if (exception?.endsWith("CommandFailedError") === true && !/^b["']/m.test(output)) return "KILLED";
  if (exitCode === 2) return /Invalid value.*\b[Ss]ite\b.*does not exist/.test(output) ? "SITE_MISSING" : "USAGE";
  return exception?.startsWith("frappe.") ? "FRAPPE_ERROR" : "BENCH_FAILED";
}

function helperCode({ exception, message }: { exception: string; message: string }): CommandFailureCode {
  if (exception.endsWith("NotOurs")) return "NOT_OURS";
  if (exception.endsWith("DoesNotExistError") && /\bUser\b/.test(message)) return "USER_MISSING";
  if (exception.endsWith("ValidationError") && /password/i.test(message)) return "PASSWORD_WEAK";
  return "FRAPPE_ERROR";
}

function lastException(output: string): string | null {
  return [...output.matchAll(EXCEPTION)].at(-1)?.[1] ?? null;
}

function lastLine(output: string): string {
  return output.split("\n").map((line) => line.trim()).filter((line) => line !== "").at(-1) ?? "";
}

function quote(text: string, scrub: Scrub): string {
  const line = scrub(text).replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}
