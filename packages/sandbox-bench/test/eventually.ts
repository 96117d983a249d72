/** Waits until something holds, asking again and again. @throws Error when it does not within `withinMs`. */
export async function eventually(what: string, withinMs: number, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs} ms in vain until ${what}.`);
    await new Promise((done) => setTimeout(done, 10));
  }
}
