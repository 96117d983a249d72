import { expect, test } from "vitest";
import { renderMail } from "../src/mail/templates.ts";

test("what a visitor typed can neither begin a header nor be markup in a mail", () => {
  const values = { fullName: "<b>Eve</b>", organization: "Evil\r\nBcc: all@example.com", siteUrl: "http://x", dashboardUrl: 'http://x/"onclick="' };
  const { subject, html } = renderMail("workspace_ready", "Nexus", values);
  expect(subject).not.toMatch(/[\r\n]/);
  expect(html).toContain("&lt;b&gt;Eve&lt;/b&gt;");
  expect(html).not.toContain('"onclick="');
});

test("text and HTML of a mail say the same", () => {
  const { text, html } = renderMail("signup_code", "Nexus", { fullName: "Ada", code: "123456", minutes: 10, known: false });
  for (const words of ["Ada", "123456", "10 minutes"]) {
    expect(text).toContain(words);
    expect(html).toContain(words);
  }
});

test("the mail about a planned deletion names its moment in words, and the way back", () => {
  const { text } = renderMail("workspace_deletion_scheduled", "Nexus", {
    fullName: "Ada", organization: "Sim", deleteAt: "2026-11-30T14:05:00.000Z", dashboardUrl: "http://x/dashboard",
  });
  expect(text).toContain("30 November 2026 at 14:05 UTC");
  expect(text).toContain("Keep this workspace: http://x/dashboard");
});

test("the mail about a build that was stopped on request speaks of no failure", () => {
  const values = { fullName: "Ada", organization: "Sim", reference: "R-1", runUrl: "http://x/runs/1" };
  const { subject, text } = renderMail("workspace_failed", "Nexus", { ...values, stopped: true });
  expect(subject).toBe("The build of your Nexus workspace was stopped");
  expect(text).not.toMatch(/wrong|could not|write to us/);
  expect(renderMail("workspace_failed", "Nexus", { ...values, stopped: false }).text).toContain("something went wrong");
});

test("the mail with a code tells the owner of an account what the code does to it, and nobody else of an account", () => {
  const text = (known: boolean) => renderMail("signup_code", "Nexus", { fullName: "Ada", code: "123456", minutes: 10, known }).text;
  expect(text(true)).toContain("You have an account here already.");
  expect(text(false)).not.toContain("account");
});
