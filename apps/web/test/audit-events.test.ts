import { expect, test } from "vitest";
import { joinEvents, unseenEvents } from "../src/admin/audit-events.ts";

const events = (...ids: string[]) => ids.map((id) => ({ id }));
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

test("joined pages hold each event once, newest first, by the number and not by the text", () => {
  expect(ids(joinEvents(events("100", "99"), events("99", "9", "10")))).toEqual(["100", "99", "10", "9"]);
});

test("an event that was committed late is new although a later one is shown", () => {
  expect(ids(unseenEvents(events("12", "11", "10"), events("12", "10", "9")))).toEqual(["11"]);
});

test("what is older than everything shown is not new", () => {
  expect(ids(unseenEvents(events("12", "8"), events("10", "9")))).toEqual(["12"]);
});

test("everything is new to an empty list", () => {
  expect(ids(unseenEvents(events("2", "1"), []))).toEqual(["2", "1"]);
});
