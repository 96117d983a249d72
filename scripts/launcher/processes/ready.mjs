import { readFrom } from "../logs.mjs";

const TIMEOUT_MS = 5_000;

/** Ready when a GET is answered with a success. */
export function answers(url) {
  return async () => {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: "manual" });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  };
}

/** Ready when the log has a line of JSON with this `msg`, written since the process was started. */
export function logs(message) {
  return async ({ log, from }) => readFrom(log, from).split("\n").some((line) => messageOf(line) === message);
}

function messageOf(line) {
  try {
    return JSON.parse(line).msg;
  } catch {
    return undefined;
  }
}
