import { expect, test } from "@playwright/test";
import { logsWith } from "./logs.ts";
import { confirmAddress, mailedCode, newVisitor, signUp } from "./visitor.ts";

test("a visitor signs up, watches the steps and is signed in on a workspace of their own", async ({ page }) => {
  const visitor = newVisitor();
  await page.goto("/");
  await page.getByLabel("Name of your organization").fill(visitor.organization);
  await page.getByRole("button", { name: "Get started" }).click();
  await page.waitForURL(/\/signup/);
  await expect(page.getByLabel("Workspace name")).toHaveValue(visitor.subdomain);

  await signUp(page, visitor);
  await confirmAddress(page, visitor);

  await expect(page.getByRole("listitem").filter({ hasText: "Create the site" })).toContainText("working");
  await expect(page.getByRole("heading", { name: `${visitor.organization} is ready` })).toBeVisible({ timeout: 90_000 });
  await page.getByRole("button", { name: "Open your workspace" }).click();
  await page.waitForURL((url) => url.hostname.startsWith(`${visitor.subdomain}.`), { timeout: 30_000 });
  await expect(page.locator("body")).toContainText("Grace");
  await expect(page.locator("body")).toContainText(/sandbox/i);
});

test("neither password, code nor ticket of a signup is in any log, above all not in that of the web app, where they enter", async ({ page }) => {
  const visitor = newVisitor();
  await signUp(page, visitor);
  const code = await mailedCode(page, visitor.email);
  const verified = page.waitForResponse((response) => response.url().includes("/signup.verify"));
  await confirmAddress(page, visitor);
  const ticket = /"ticket":"[\w-]+\.([\w-]+)"/.exec(await (await verified).text())?.[1] ?? "";
  expect(ticket.length).toBeGreaterThan(20);
  expect(logsWith("signup.verify")).toContain("web.log");
  for (const secret of [visitor.password, code, ticket]) expect(logsWith(secret)).toEqual([]);
});

test("a reload keeps the visitor on the code step, and wrong codes are answered in words", async ({ page }) => {
  const visitor = newVisitor();
  await signUp(page, visitor);
  const code = await mailedCode(page, visitor.email);
  const wrong = code === "000000" ? "000001" : "000000";

  await page.reload();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  await page.getByLabel("Code from the mail").fill(wrong);
  await expect(page.locator("#code-note")).toContainText("This code is not right.");
  await expect(page.locator("#code-note")).toContainText("4 more tries");

  await page.getByRole("button", { name: "Change the address" }).click();
  await expect(page.getByLabel("Organization")).toHaveValue(visitor.organization);
  await expect(page.getByLabel("Email address")).toHaveValue(visitor.email);
  // The name is held for this very signup, so that it stays free for its visitor.
  await expect(page.getByText("This name is free.")).toBeVisible();
});

test("a name that somebody else holds is refused with three free names to choose from", async ({ page, browser }) => {
  const first = newVisitor();
  await signUp(page, first);

  const other = await (await browser.newContext()).newPage();
  await other.goto("/signup");
  await other.getByLabel("Organization").fill("Somebody else");
  await other.getByLabel("Workspace name").fill(first.subdomain);
  await expect(other.locator("#subdomain-note")).toContainText("Somebody is signing up with this name");
  const suggestions = other.getByRole("list", { name: "Free names" }).getByRole("button");
  await expect(suggestions).toHaveCount(3);
  await suggestions.first().click();
  await expect(other.getByText("This name is free.")).toBeVisible();
  await other.context().close();
});
