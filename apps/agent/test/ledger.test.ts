import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { digestKey, payloadDigest } from "../src/ledger/digest.ts";
import type { Entry } from "../src/ledger/entry.ts";
import { openFences } from "../src/ledger/fence.ts";
import { openLedger } from "../src/ledger/open.ts";
import { pruneState } from "../src/ledger/prune.ts";

const root = mkdtempSync(path.join(tmpdir(), "nexus-ledger-"));
const places = { ledger: path.join(root, "ledger"), fences: path.join(root, "fences") };
afterEach(() => rmSync(root, { recursive: true, force: true }));

const entryOf = (key: string, finishedAt: string | null): Entry => ({
  version: 1, key, run: "run", epoch: 1, digest: "d", request: { type: "migrate", site: "a.example" }, by: "runner", requestId: "r",
  timeoutSeconds: 1, state: finishedAt === null ? "running" : "succeeded", acceptedAt: "2026-01-01T00:00:00.000Z", startedAt: null, finishedAt,
  process: null, exitCode: null, result: null, failure: null,
});

describe("the ledger", () => {
  test("forgets what finished more than 30 days ago, and what was never accepted, and nothing else", async () => {
    const ledger = openLedger(places.ledger, (_folder, error) => expect.unreachable(String(error)));
    const fences = openFences(places.fences);
    for (const [key, finishedAt] of [["old", "2026-01-01T00:00:00.000Z"], ["new", "2026-01-30T00:00:00.000Z"], ["running", null]] as const) ledger.write(entryOf(key, finishedAt));
    const unaccepted = ["old", "new"].map((name) => path.join(places.ledger, `never accepted, ${name}`));
    for (const folder of unaccepted) mkdirSync(folder);
    for (const file of [...["old", "running"].map((key) => path.join(ledger.folder(key), "entry.json")), unaccepted[0] ?? ""]) utimesSync(file, new Date("2026-01-01"), new Date("2026-01-01"));
    fences.pass({ run: "old-run", epoch: 2, undoes: false });
    const oldFence = path.join(places.fences, readdirSync(places.fences)[0] ?? "");
    utimesSync(oldFence, new Date("2026-01-01"), new Date("2026-01-01"));
    fences.pass({ run: "new-run", epoch: 2, undoes: false });
    await pruneState(ledger, places, new Date("2026-02-01T00:00:00.000Z"));
    expect(["old", "new", "running"].map((key) => ledger.find(key)?.key)).toEqual([undefined, "new", "running"]);
    expect(readdirSync(places.ledger)).toHaveLength(3);
    expect(readdirSync(places.fences)).toHaveLength(1);
  });

  test("is read again as it was written, leaves alone what it cannot read, and counts an unfinished write as none", () => {
    openLedger(places.ledger, () => {}).write(entryOf("one", null));
    const damaged = openLedger(places.ledger, () => {}).folder("damaged");
    openLedger(places.ledger, () => {}).write(entryOf("damaged", null));
    writeFileSync(path.join(damaged, "entry.json"), "{");
    const half = openLedger(places.ledger, () => {}).folder("half");
    openLedger(places.ledger, () => {}).write(entryOf("half", null));
    rmSync(path.join(half, "entry.json"));
    const unreadable: string[] = [];
    const ledger = openLedger(places.ledger, (folder) => unreadable.push(folder));
    expect(ledger.unfinished()).toEqual([entryOf("one", null)]);
    expect(unreadable).toEqual([damaged]);
  });

  test("knows what is over when it is asked for it, and reads at its start what is not", () => {
    const first = openLedger(places.ledger, () => {});
    for (const key of ["over", "ended", "runs"]) first.write(entryOf(key, null));
    for (const key of ["over", "ended"]) first.write(entryOf(key, "2026-01-30T00:00:00.000Z"));
    // Whatever reads this would say so.
    writeFileSync(path.join(first.folder("ended"), "entry.json"), "{");
    const unreadable: string[] = [];
    const ledger = openLedger(places.ledger, (folder) => unreadable.push(folder));
    expect(ledger.unfinished()).toEqual([entryOf("runs", null)]);
    expect(unreadable).toEqual([]);
    expect(ledger.find("over")).toEqual(entryOf("over", "2026-01-30T00:00:00.000Z"));
    expect([ledger.find("ended"), unreadable]).toEqual([undefined, [ledger.folder("ended")]]);
  });

  test("finds what is not over in a ledger from before it had notes of that", () => {
    const first = openLedger(places.ledger, () => {});
    first.write(entryOf("runs", null));
    first.write(entryOf("over", "2026-01-30T00:00:00.000Z"));
    rmSync(`${places.ledger}-unfinished`, { recursive: true });
    expect(openLedger(places.ledger, () => {}).unfinished()).toEqual([entryOf("runs", null)]);
    expect(readdirSync(`${places.ledger}-unfinished`)).toHaveLength(1);
  });
});

describe("a command's digest", () => {
  const key = digestKey("a-secret-of-the-agent");
  const command = { type: "setAdminPassword", site: "a.example", password: "one" } as const;
  test("is equal for equal commands in any order of fields, and differs for another secret or another agent", () => {
    expect(payloadDigest(key, command)).toBe(payloadDigest(key, { password: "one", type: "setAdminPassword", site: "a.example" }));
    expect(payloadDigest(key, { ...command, password: "two" })).not.toBe(payloadDigest(key, command));
    expect(payloadDigest(digestKey("another-secret"), command)).not.toBe(payloadDigest(key, command));
  });
});
