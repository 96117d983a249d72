import { expect, test } from "@playwright/test";

interface Measured {
  readonly signUp: () => Promise<string>;
  readonly run: (runId: string) => Promise<{ readonly state: string }>;
  readonly abort: (runId: string) => Promise<unknown>;
  readonly follow: (runId: string, options: { signal: AbortSignal }) => Promise<{ readonly state: string }>;
}

// They read the pages as text, and run only where there is a real bench: nothing else would notice.
test("the visitor of the measurements on a real bench finds its way through the pages as they are", async ({ baseURL }) => {
  const origin = new URL(baseURL ?? "");
  const { visitor } = (await import(new URL("../../../scripts/real-bench/visitor.mjs", import.meta.url).href)) as { visitor: (web: object) => Measured };
  const measured = visitor({ origin: origin.origin, port: origin.port });
  const runId = await measured.signUp();
  expect(["queued", "running"]).toContain((await measured.run(runId)).state);
  await measured.abort(runId);
  expect((await measured.follow(runId, { signal: AbortSignal.timeout(90_000) })).state).toBe("rolled_back");
});
