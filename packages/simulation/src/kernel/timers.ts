/** One thing that will happen at a virtual time. */
export interface Timer {
  readonly at: number;
  readonly order: number;
  fire(): void;
  cancelled: boolean;
}

/** Timers by time, those of one moment in the order in which they were set. A binary heap. */
export class Timers {
  readonly #heap: Timer[] = [];

  push(timer: Timer): void {
    const heap = this.#heap;
    heap.push(timer);
    for (let child = heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfLater(parent, child)) return;
      child = parent;
    }
  }

  /** The next timer that was not cancelled, taken out. */
  pop(): Timer | undefined {
    for (;;) {
      const first = this.#popFirst();
      if (first === undefined || !first.cancelled) return first;
    }
  }

  #popFirst(): Timer | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let parent = 0; ;) {
      const [left, right] = [2 * parent + 1, 2 * parent + 2];
      const child = right < heap.length && isLater(heap[left], heap[right]) ? right : left;
      if (child >= heap.length || !this.#swapIfLater(parent, child)) return first;
      parent = child;
    }
  }

  /** Brings the earlier of a parent and its child up. */
  #swapIfLater(parent: number, child: number): boolean {
    const heap = this.#heap;
    const [above, below] = [heap[parent], heap[child]];
    if (above === undefined || below === undefined || !isLater(above, below)) return false;
    heap[parent] = below;
    heap[child] = above;
    return true;
  }
}

function isLater(a: Timer | undefined, b: Timer | undefined): boolean {
  return a !== undefined && b !== undefined && (a.at > b.at || (a.at === b.at && a.order > b.order));
}
