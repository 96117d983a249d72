import { request } from "node:http";

const TIMEOUT_MS = 60_000;

/**
 * Asks an HTTP server under a Host of its own, which `fetch` does not allow.
 *
 * @param url where it is reached; @param options `host`, `method`, `headers`, `body`, `agent`.
 * @returns `{status, headers, text}`; redirects are not followed.
 */
export function ask(url, { host, method = "GET", headers = {}, body, agent = false } = {}) {
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  const options = { method, agent, headers: { ...(host === undefined ? {} : { host }), ...length, ...headers }, signal: AbortSignal.timeout(TIMEOUT_MS) };
  return new Promise((resolve, reject) => {
    const asked = request(url, options, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk) => { text += chunk; });
      answer.once("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text })).once("error", reject);
    });
    asked.once("error", reject);
    asked.end(body);
  });
}

/** Cookies as a browser keeps them for one host. */
export function cookieJar() {
  const kept = new Map();
  return {
    take: ({ headers }) => {
      for (const cookie of headers["set-cookie"] ?? []) {
        const [pair] = cookie.split(";");
        const at = pair.indexOf("=");
        kept.set(pair.slice(0, at), pair.slice(at + 1));
      }
    },
    header: () => [...kept].map(([name, value]) => `${name}=${value}`).join("; "),
  };
}
