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

/**
 * Listens to a stream of server-sent events, as a browser's EventSource does, until it ends.
 *
 * @param options `host`, `headers`, `signal`.
 * @returns each event that has data: `{id, type, data}`, data as text.
 */
export async function* events(url, { host, headers, signal }) {
  const answer = await new Promise((resolve, reject) => {
    request(url, { agent: false, headers: { host, accept: "text/event-stream", ...headers }, signal }, resolve).once("error", reject).end();
  });
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}.`);
  let text = "";
  for await (const part of answer.setEncoding("utf8")) {
    const whole = `${text}${part}`.split("\n\n");
    text = whole.pop();
    for (const lines of whole) {
      const event = eventOf(lines);
      if (event.data !== undefined) yield event;
    }
  }
}

function eventOf(lines) {
  const fields = Object.fromEntries(lines.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trimStart()]));
  return { id: fields.id, type: fields.event ?? "message", data: fields.data };
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
