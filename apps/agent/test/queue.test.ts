import { describe, expect, test } from "vitest";
import { createQueue, type Place, type QueuedCommand } from "../src/commands/queue.ts";

/** Commands that end when the test says so, and the order in which they began. */
function stage(): { begun: string[]; command: (key: string, site: string, place?: Place) => QueuedCommand; end: (key: string) => Promise<void> } {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    command: (key, site, place = "runner") => ({ key, site, place, begin: () => new Promise((resolve) => (begun.push(key), ends.set(key, resolve))) }),
    async end(key) {
      ends.get(key)?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("the queue", () => {
  test("begins commands in the order in which they came, as far as the limit allows", async () => {
    const { begun, command, end } = stage();
    const queue = createQueue({ runner: 2, helper: 1 }, 10);
    for (const key of ["a", "b", "c", "d"]) queue.add(command(key, key));
    expect(begun).toEqual(["a", "b"]);
    await end("b");
    await end("a");
    expect(begun).toEqual(["a", "b", "c", "d"]);
    expect(queue.counts()).toEqual({ running: 2, queued: 0, limit: 2 });
  });

  test("does one command of a site at a time, in order, without holding up other sites", async () => {
    const { begun, command, end } = stage();
    const queue = createQueue({ runner: 3, helper: 3 }, 10);
    queue.add(command("a1", "a"));
    queue.add(command("a2", "a", "helper"));
    queue.add(command("a3", "a"));
    queue.add(command("b1", "b"));
    expect(begun).toEqual(["a1", "b1"]);
    await end("a1");
    await end("a2");
    expect(begun).toEqual(["a1", "b1", "a2", "a3"]);
  });

  test("counts the places apart, so that short commands do not wait for long ones", () => {
    const { begun, command } = stage();
    const queue = createQueue({ runner: 1, helper: 1 }, 10);
    queue.add(command("long", "a"));
    queue.add(command("waits", "b"));
    queue.add(command("short", "c", "helper"));
    expect(begun).toEqual(["long", "short"]);
  });

  test("is full at its limit, and takes in what ran before a restart whatever the limits", () => {
    const { begun, command } = stage();
    const queue = createQueue({ runner: 1, helper: 1 }, 1);
    queue.adopt(command("a", "a"));
    queue.adopt(command("b", "b"));
    expect(begun).toEqual(["a", "b"]);
    expect(queue.isFull()).toBe(false);
    queue.add(command("c", "c"));
    expect(queue.isFull()).toBe(true);
  });

  test("begins nothing any more once it is closed, however many end", async () => {
    const { begun, command, end } = stage();
    const queue = createQueue({ runner: 2, helper: 2 }, 10);
    for (const key of ["a", "b", "c", "d", "e"]) queue.add(command(key, key));
    queue.close();
    await end("a");
    await end("b");
    queue.add(command("f", "f"));
    expect(begun).toEqual(["a", "b"]);
    expect(queue.counts()).toEqual({ running: 0, queued: 4, limit: 2 });
  });

  test("lets go of a command that waits, and of no other", () => {
    const { command } = stage();
    const queue = createQueue({ runner: 1, helper: 1 }, 10);
    queue.add(command("a", "a"));
    queue.add(command("b", "b"));
    expect([queue.withdraw("a"), queue.withdraw("b"), queue.withdraw("b")]).toEqual([false, true, false]);
  });
});
