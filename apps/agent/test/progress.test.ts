import { describe, expect, test } from "vitest";
import { lineSplitter } from "../src/progress/line-splitter.ts";
import { parseProgress } from "../src/progress/parse.ts";

describe("the bench's progress", () => {
  test.each([
    ["Updating DocTypes for frappe        : [====                                    ] 12%", { line: "Updating DocTypes for frappe", percent: 12 }],
    ["Updating DocTypes for erpnext       : [========================================] 100%", { line: "Updating DocTypes for erpnext", percent: 100 }],
    ["Installing nexus_core...", { line: "Installing nexus_core...", percent: null }],
    ["Updating Dashboard for frappe", { line: "Updating Dashboard for frappe", percent: null }],
    ["*** Scheduler is disabled ***", null],
    ["Set Administrator password: ", null],
  ])("%s", (line, progress) => expect(parseProgress(line)).toEqual(progress));
});

describe("a stream's lines", () => {
  test("end at newlines and at the carriage returns of progress bars, wherever the stream was cut", () => {
    const whole = "Installing frappe...\n\rUpdating: 1%\rUpdating: 2%\r\nDone";
    for (let cut = 0; cut <= whole.length; cut += 1) {
      const lines: string[] = [];
      const splitter = lineSplitter((line) => lines.push(line));
      splitter.push(whole.slice(0, cut));
      splitter.push(whole.slice(cut));
      splitter.flush();
      expect(lines).toEqual(["Installing frappe...", "Updating: 1%", "Updating: 2%", "Done"]);
    }
  });
});
