/** Ages of an answer, in ms: until when it is as good as new, and until when it is told while a new one is made. */
export interface Ages {
  readonly freshMs: number;
  readonly oldestMs: number;
}

/**
 * The latest answer, or failure, of `ask`. One that is no longer fresh is asked for anew, once at a time,
 * and told meanwhile unless it is too old by now.
 */
export function recent<T>(ask: () => Promise<T>, { freshMs, oldestMs }: Ages, now: () => number): () => Promise<T> {
  let known: { at: number; answer: Promise<T> } | null = null;
  let asking: Promise<T> | null = null;
  const askAnew = (): Promise<T> => {
    const answer = ask();
    const settle = (): void => {
      known = { at: now(), answer };
      asking = null;
    };
    answer.then(settle, settle);
    return answer;
  };
  return () => {
    const age = known === null ? Infinity : now() - known.at;
    if (known !== null && age <= freshMs) return known.answer;
    asking ??= askAnew();
    return known !== null && age <= oldestMs ? known.answer : asking;
  };
}
