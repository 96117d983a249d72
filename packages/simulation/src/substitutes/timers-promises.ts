/** In place of `node:timers/promises`: `setTimeout` over the virtual one that the kernel installs. */
export function setTimeout<T>(milliseconds?: number, value?: T, { signal }: { signal?: AbortSignal; ref?: boolean } = {}): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(aborted(signal));
    const timer = globalThis.setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve(value);
    }, milliseconds);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal === undefined ? new Error("aborted") : aborted(signal));
    };
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

function aborted(signal: AbortSignal): Error {
  return Object.assign(new Error("The operation was aborted", { cause: signal.reason }), { name: "AbortError", code: "ABORT_ERR" });
}
