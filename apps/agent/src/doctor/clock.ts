import { type Finding, ok, problem, warning } from "./finding.ts";

/** Frappe's sign-in links and its codes live for minutes, sessions' cookies are dated. */
const WARNING_S = 5;
const PROBLEM_S = 60;

/**
 * Whether a clock agrees with this machine's, which was `from` when the other one was asked and `to`
 * when it had answered (ms since 1970).
 */
export function clockFinding(whose: string, at: number, { from, to }: { from: number; to: number }): Finding {
  const aside = at < from ? at - from : at > to ? at - to : 0;
  const seconds = Math.round(Math.abs(aside) / 1000);
  if (seconds <= WARNING_S) return ok(`${whose} clock agrees with this machine's.`);
  const say = seconds > PROBLEM_S ? problem : warning;
  return say(`${whose} clock is ${seconds} s ${aside < 0 ? "behind" : "ahead of"} this machine's: links and sessions end too early or too late.`, "Let all machines keep their time by NTP.");
}
