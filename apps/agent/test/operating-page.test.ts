import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { AGENT_REFUSALS, COMMAND_FAILURES } from "@nexus/agent-contract/failure";
import { describe, expect, test } from "vitest";

const ROOT = path.join(import.meta.dirname, "../../..");
const PAGE = readFileSync(path.join(ROOT, "docs/operating.md"), "utf8");

interface Row {
  readonly code: string;
  readonly cells: readonly string[];
}

/** Rows of the tables below a heading, by the code in their first cell. */
function rowsBelow(heading: string): Row[] {
  const section = PAGE.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(/^\| `([A-Z_]+)` \|(.*)\|$/gm)].map(([, code = "", rest = ""]) => ({ code, cells: rest.split(" | ").map((cell) => cell.trim()) }));
}

/** Codes that a step's failure can carry beside the bench's own, as the programs write them. */
function codesInSources(): string[] {
  const folders = ["apps/worker/src", "packages/provisioning/src"].map((folder) => path.join(ROOT, folder));
  const texts = folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts")).map((name) => readFileSync(path.join(folder, name), "utf8")));
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/(?:\bcode: |\btrouble\(|\bnotReady\()"([A-Z][A-Z_]+)"/g)].map(([, code = ""]) => code)))].sort();
}

describe("the table of errors in docs/operating.md", () => {
  test("has a row for each failure of a bench command, and says of each whether another try can help", () => {
    const rows = rowsBelow("Failures of the bench");
    expect(rows.map(({ code }) => code).sort()).toEqual(Object.keys(COMMAND_FAILURES).sort());
    const told = Object.fromEntries(rows.map(({ code, cells }) => [code, cells[2]?.startsWith("yes")]));
    expect(told).toEqual(Object.fromEntries(Object.entries(COMMAND_FAILURES).map(([code, { retryable }]) => [code, retryable])));
  });

  test("has a row for each refusal of the agent", () => {
    expect(rowsBelow("Refusals of the agent").map(({ code }) => code).sort()).toEqual(Object.keys(AGENT_REFUSALS).sort());
  });

  test("has a row for each other failure of a run that the programs know", () => {
    const codes = codesInSources();
    expect(codes).toContain("AGENT_UNREACHABLE");
    expect(rowsBelow("Other failures of a run").map(({ code }) => code).sort()).toEqual(codes);
  });

  test("fills every cell", () => {
    const rows = ["Failures of the bench", "Refusals of the agent", "Other failures of a run"].flatMap(rowsBelow);
    expect(rows.filter(({ cells }) => cells.length !== 4 || cells.some((cell) => cell === ""))).toEqual([]);
  });
});
