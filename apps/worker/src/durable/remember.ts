/** A workflow that is in `working` under its id while it is under way in this process. */
export function remember<A extends unknown[]>(working: Set<string>, idOf: (...args: A) => string, workflow: (...args: A) => Promise<void>): (...args: A) => Promise<void> {
  return async (...args) => {
    const id = idOf(...args);
    working.add(id);
    try {
      await workflow(...args);
    } finally {
      working.delete(id);
    }
  };
}
