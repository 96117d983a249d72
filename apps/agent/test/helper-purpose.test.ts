import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scrubber } from "../src/failures/scrub.ts";
import { type HelperOptions, startHelper } from "../src/helper/process.ts";

const root = mkdtempSync(path.join(tmpdir(), "nexus-purpose-"));
/** Tells what it was started with, in place of an answer to the second request. */
const PYTHON = `#!/bin/sh
read init; echo '{"id":1,"ok":true,"result":{}}'
read question; echo "{\\"id\\":2,\\"ok\\":true,\\"result\\":{\\"argument\\":\\"$2\\"}}"
`;
beforeAll(() => {
  for (const folder of ["sites", "env/bin"]) mkdirSync(path.join(root, folder), { recursive: true });
  writeFileSync(path.join(root, "env/bin/python"), PYTHON);
  chmodSync(path.join(root, "env/bin/python"), 0o755);
});
afterAll(() => rmSync(root, { recursive: true }));

async function argumentOf(purpose: Pick<HelperOptions, "administrator">): Promise<unknown> {
  const bench = { path: root, environment: { PATH: process.env["PATH"] ?? "" }, nice: 0, databaseUserHost: null, backupsDir: root, marksDir: root };
  const helper = startHelper({ bench, ...purpose, scrub: scrubber([]), onComplaint: () => {} });
  const answer = await helper.call("inventory", {}, { timeoutMs: 10_000, signal: new AbortController().signal });
  await helper.end();
  return answer["argument"];
}

test.each([
  ["MariaDB's administrator is told", { administrator: { user: "root", password: "of-no-importance" } }],
  ["the administrator is that of the bench's config", { administrator: null }],
])("a helper for databases does not load Frappe, also where %s", async (_which, purpose) => {
  expect(await argumentOf(purpose)).toBe("databases");
});

test("a helper for sites loads Frappe", async () => {
  expect(await argumentOf({})).toBe("");
});
