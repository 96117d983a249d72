import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

/** Channels that the triggers of prisma/migrations notify: an event's id, and `<run id>:<version>`. */
export const AUDIT_CHANNEL = "nexus_audit";
export const RUN_CHANNEL = "nexus_run";

/** What a listener is told. */
export interface ListenHandlers {
  readonly onNotify: (channel: string, payload: string) => void;
  /** The connection was lost and is back: what happened between was not told, so read it from the tables. */
  readonly onReconnect: () => void;
  /** Why the connection was lost or could not be made; it is tried again. */
  readonly onError?: (error: Error) => void;
}

/** A listening connection. */
export interface Listener {
  /** Resolves when the first connection listens; what is notified after that is heard. */
  readonly ready: Promise<void>;
  readonly close: () => Promise<void>;
}

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

/**
 * Hears PostgreSQL's notifications on a connection of its own, and connects again when that is lost,
 * for as long as it takes. Handlers must not throw.
 *
 * @param channels names of channels, e.g. {@link RUN_CHANNEL}.
 */
export function listen(url: string, channels: readonly string[], handlers: ListenHandlers): Listener {
  const closing = new AbortController();
  const ready = Promise.withResolvers<void>();
  const ended = keepListening(url, channels, handlers, { closing: closing.signal, onFirst: ready.resolve });
  const close = async (): Promise<void> => {
    closing.abort();
    await ended;
  };
  return { ready: ready.promise, close };
}

interface Course {
  readonly closing: AbortSignal;
  readonly onFirst: () => void;
}

async function keepListening(
  url: string, channels: readonly string[], handlers: ListenHandlers, { closing, onFirst }: Course,
): Promise<void> {
  let wait = FIRST_WAIT_MS;
  let onListening = onFirst;
  const connected = (): void => {
    onListening();
    onListening = handlers.onReconnect;
    wait = FIRST_WAIT_MS;
  };
  while (!closing.aborted) {
    await listenOnce(url, channels, { ...handlers, connected, closing }).catch((error: unknown) => {
      if (!closing.aborted) handlers.onError?.(error instanceof Error ? error : new Error(String(error)));
    });
    await delay(wait, undefined, { signal: closing }).catch(() => undefined);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

/** Lasts as long as its connection. */
async function listenOnce(
  url: string, channels: readonly string[],
  { onNotify, onError, connected, closing }: ListenHandlers & { connected: () => void; closing: AbortSignal },
): Promise<void> {
  const client = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 5_000 });
  const ended = new Promise<void>((resolve) => client.once("end", () => resolve()));
  client.on("error", (error) => { if (!closing.aborted) onError?.(error); });
  client.on("notification", ({ channel, payload }) => onNotify(channel, payload ?? ""));
  const end = (): void => { void client.end().catch(() => undefined); };
  closing.addEventListener("abort", end, { once: true });
  try {
    await client.connect();
    for (const channel of channels) await client.query(`listen ${client.escapeIdentifier(channel)}`);
    connected();
    await ended;
  } finally {
    closing.removeEventListener("abort", end);
    end();
  }
}
