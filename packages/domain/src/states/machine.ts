/** Legal transitions of one kind of thing: from each state, the states that may follow. */
export type Transitions<S extends string> = Readonly<Record<S, readonly S[]>>;

/** Whether `to` may follow `from`. */
export function mayFollow<S extends string>(transitions: Transitions<S>, from: S, to: S): boolean {
  return transitions[from].includes(to);
}
