import { expect, test } from "@playwright/test";
import { confirmAddress, newVisitor, signIn, signUp } from "./visitor.ts";

function admin(): { email: string; password: string } {
  const { NEXUS_E2E_ADMIN_EMAIL: email, NEXUS_E2E_ADMIN_PASSWORD: password } = process.env;
  if (email === undefined || password === undefined) throw new Error("Set NEXUS_E2E_ADMIN_EMAIL and NEXUS_E2E_ADMIN_PASSWORD to an admin of the system under test.");
  return { email, password };
}

test("an operator follows a run and finds every step of it in the audit log; its owner may not", async ({ page, browser }) => {
  const visitor = newVisitor();
  await signUp(page, visitor);
  await confirmAddress(page, visitor);
  await page.goto("/admin");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();

  const panel = await (await browser.newContext()).newPage();
  await panel.goto(`/admin?search=${visitor.subdomain}`);
  const { email, password } = admin();
  await signIn(panel, email, password);
  // The list is live: the row changes by itself.
  await expect(panel.getByRole("link", { name: visitor.subdomain }).filter({ hasText: "Build" })).toContainText("Succeeded", { timeout: 90_000 });

  await panel.getByRole("link", { name: visitor.subdomain }).filter({ hasText: "Build" }).click();
  await expect(panel.getByRole("region", { name: "Steps" }).getByText("create_site", { exact: true })).toBeVisible();
  await expect(panel.getByText("run.succeeded")).toBeVisible();

  await panel.goto("/admin/audit");
  await panel.getByLabel("Workspace").fill(visitor.subdomain);
  await panel.getByLabel("Action").selectOption("step.succeeded");
  await panel.waitForURL((url) => url.searchParams.get("tenant") === visitor.subdomain && url.searchParams.get("action") === "step.succeeded");
  const rows = panel.getByRole("region", { name: "Events" }).getByRole("group");
  await expect(rows.filter({ hasText: "verify_ready" })).toHaveCount(1);
  await rows.filter({ hasText: "verify_ready" }).locator("summary").click();
  await expect(rows.filter({ hasText: "verify_ready" }).getByText("Request", { exact: true })).toBeVisible();
  await panel.context().close();
});

test("an operator sees when the bench was looked at, and that it agrees with the records", async ({ page }) => {
  await page.goto("/admin/bench");
  const { email, password } = admin();
  await signIn(page, email, password);
  await expect(page.getByRole("heading", { name: "Bench", exact: true })).toBeVisible();
  // The page is live; the first look comes with the worker.
  await expect(page.getByText("Last looked at")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("Bench and records agree.")).toBeVisible();
});

test("a wrong password is refused without a word on which of the two was wrong", async ({ page }) => {
  await page.goto("/login");
  const { email } = admin();
  for (const address of [email, "nobody@example.com"]) {
    await page.getByLabel("Email address").fill(address);
    await page.getByLabel("Password").fill("surely-not-this-one");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Address and password do not fit together." })).toBeVisible();
  }
});
