import { AUDIT_CHANNEL, RUN_CHANNEL, listen } from "@nexus/db/listen";
import type { AuditEvents, RunEvents, Unsubscribe } from "./sources.ts";

/** Both sources on one listening connection; one per process is enough. */
export interface DatabaseEvents {
  readonly runEvents: RunEvents;
  readonly auditEvents: AuditEvents;
  /** Resolves when changes are heard; nobody needs to wait for it, as every watcher also reads again by itself. */
  readonly ready: Promise<void>;
  readonly close: () => Promise<void>;
}

/** Hears of changes by PostgreSQL's LISTEN; the triggers of the migrations notify. */
export function databaseEvents(url: string, onError?: (error: Error) => void): DatabaseEvents {
  const runs = new Topics();
  const audit = new Topics();
  const { ready, close } = listen(url, [RUN_CHANNEL, AUDIT_CHANNEL], {
    onNotify: (channel, payload) => {
      if (channel === AUDIT_CHANNEL) audit.wakeAll();
      else runs.wake(payload.split(":")[0] ?? "");
    },
    onReconnect: () => { runs.wakeAll(); audit.wakeAll(); },
    ...(onError === undefined ? {} : { onError }),
  });
  return {
    runEvents: { subscribe: (runId, wake) => runs.add(runId, wake) },
    auditEvents: { subscribe: (wake) => audit.add("", wake) },
    ready, close,
  };
}

/** Who waits for what. */
class Topics {
  readonly #waiting = new Map<string, Set<() => void>>();

  add(topic: string, wake: () => void): Unsubscribe {
    const waiting = this.#waiting.get(topic) ?? new Set();
    this.#waiting.set(topic, waiting.add(wake));
    return () => {
      waiting.delete(wake);
      if (waiting.size === 0 && this.#waiting.get(topic) === waiting) this.#waiting.delete(topic);
    };
  }

  wake(topic: string): void {
    for (const wake of this.#waiting.get(topic) ?? []) wake();
  }

  wakeAll(): void {
    for (const topic of this.#waiting.keys()) this.wake(topic);
  }
}
