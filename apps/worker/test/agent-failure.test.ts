import { expect, test } from "vitest";
import { commandFailed } from "../src/ports/agent-failure.ts";

const failed = (exception: string | null) => commandFailed({ code: "FRAPPE_ERROR", message: "Frappe answered with an error.", retryable: false, exception }).failure;

test("a step's failure names Frappe's class of error", () => {
  expect(failed("frappe.exceptions.ValidationError")).toMatchObject({ code: "FRAPPE_ERROR", exception: "frappe.exceptions.ValidationError" });
  expect(failed("MemoryError").exception).toBe("MemoryError");
});

test.each([null, "", "ValidationError: ada@example.com", "frappe.", "a b", "x".repeat(121)])("what is no name of a class is left out: %s", (exception) => {
  expect(failed(exception)).toEqual({ code: "FRAPPE_ERROR", message: "Frappe answered with an error.", retryable: false });
});
