import { randomBytes, randomInt } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../launcher/failure.mjs";
import { ask, cookieJar, events } from "./ask.mjs";

/** Until a stream that ended is asked for again. */
const AGAIN_MS = 500;
/** Streams one after the other that may end without having told anything. */
const STREAMS = 20;
/** Between two looks at the inbox of somebody who is alone, and so disturbs nobody. */
const MAIL_POLL_MS = 50;
const MAIL_PATIENCE_MS = 60_000;
const FINAL = new Set(["succeeded", "rolled_back", "needs_attention"]);

/** Somebody whom nobody knows yet; `mark` is in all that they choose, so that it can be searched for. */
export function newPerson(mark = randomBytes(4).toString("hex")) {
  return { organization: `Orchard ${mark}`, subdomain: `measure-${mark}`, fullName: "Grace Hopper", email: `grace-${mark}@example.com`, password: `ripe-quince-harbour-${mark}` };
}

/**
 * A visitor who does over HTTP what a browser does on the pages: signs up, reads the code in the dev
 * inbox, confirms it, signs in and starts the run. Each comes from an address of their own.
 *
 * @param web `{origin, port}` of the web app.
 * @param options `person`; `mailPollMs`: milliseconds between two looks at the inbox.
 */
export function visitor(web, { person = newPerson(), mailPollMs = MAIL_POLL_MS } = {}) {
  const jar = cookieJar();
  const address = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
  const host = new URL(web.origin).host;
  const headers = () => ({ cookie: jar.header(), "x-forwarded-for": address });
  const send = async (path, options = {}) => {
    const answer = await ask(`http://localhost:${web.port}${path}`, { ...options, host, headers: { ...headers(), ...options.headers } });
    jar.take(answer);
    return answer;
  };
  const mutate = async (name, input) => read(name, await send(`/api/trpc/${name}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ json: input }) }));
  const query = async (name, input) => read(name, await send(`/api/trpc/${name}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`));

  const signIn = async (ticket) => {
    const { csrfToken } = JSON.parse((await send("/api/auth/csrf")).text);
    const body = new URLSearchParams({ ticket, csrfToken, json: "true" }).toString();
    const answer = await send("/api/auth/callback/ticket", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body });
    if (answer.status !== 200) throw new Failure(`Signing in answered ${answer.status}.`);
  };
  const mailedCode = async () => {
    for (const patience = AbortSignal.timeout(MAIL_PATIENCE_MS); !patience.aborted;) {
      // An address may be shown with places where its line can break.
      const mail = (await send("/dev/inbox")).text.replaceAll("<wbr/>", "").split("<article").find((text) => text.includes(person.email) && text.includes("<code"));
      const code = mail?.match(/<code[^>]*>(\d{6})</)?.[1];
      if (code !== undefined) return code;
      await delay(mailPollMs);
    }
    throw new Failure(`No code for ${person.email} was to be read at ${web.origin}/dev/inbox within ${MAIL_PATIENCE_MS / 1000} s.`);
  };
  return {
    person,
    /** From the filled-in form to the accepted run. @returns its id. */
    signUp: async () => {
      const { signupId } = await mutate("signup.start", person);
      const { ticket } = await mutate("signup.verify", { signupId, code: await mailedCode() });
      await signIn(ticket);
      return (await mutate("provisioning.start", { signupId })).runId;
    },
    run: (runId) => query("provisioning.status", { runId }),
    /** Follows a run to its end by the stream that its page listens to. @param onView hears of each change. */
    follow: async (runId, { signal, onView = () => undefined }) => {
      let last = null;
      for (let left = STREAMS; left > 0; left -= 1) {
        const input = encodeURIComponent(JSON.stringify({ json: { runId, ...(last === null ? {} : { lastEventId: last }) } }));
        const heard = events(`http://localhost:${web.port}/api/trpc/provisioning.watch?input=${input}`, { host, headers: headers(), signal });
        try {
          for await (const { id, type, data } of heard) {
            if (type === "serialized-error") throw new Failure(`The stream of run ${runId} was refused: ${data.slice(0, 200)}`);
            if (type !== "message") continue;
            const view = JSON.parse(data).json;
            onView(view);
            if (FINAL.has(view.state)) return view;
            [last, left] = [id, STREAMS];
          }
        } catch (error) {
          signal.throwIfAborted();
          if (left === 1 || error instanceof Failure) throw error;
        }
        await delay(AGAIN_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
      throw new Failure(`Nothing was to be heard of run ${runId}.`);
    },
    abort: (runId) => mutate("provisioning.abort", { runId }),
    /** Deletes the one workspace. @returns the id of the run that does it. */
    remove: async () => {
      const { tenants: [tenant] } = await query("tenants.mine", {});
      return (await mutate("tenants.remove", { tenantId: tenant.tenantId, subdomain: tenant.subdomain })).runId;
    },
    /** A single-use link into the workspace. */
    open: (tenantId) => mutate("tenants.open", { tenantId }),
  };
}

function read(name, { status, text }) {
  const answer = parse(text);
  if (answer?.result === undefined) throw new Failure(`${name} answered ${status}: ${answer?.error?.json?.message ?? text.slice(0, 200)}`);
  return answer.result.data.json;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
