import { expect, test } from "@playwright/test";
import { clearFaults, failInstallations } from "./bench.ts";
import { confirmAddress, newVisitor, signIn, signUp } from "./visitor.ts";

test.afterEach(clearFaults);

test("a failed build says so, takes everything back, succeeds when it is tried again, and is deleted by its owner", async ({ page }) => {
  const visitor = newVisitor();
  failInstallations(visitor.subdomain);
  await signUp(page, visitor);
  await confirmAddress(page, visitor);

  await expect(page.getByRole("heading", { name: "The build did not succeed" })).toBeVisible({ timeout: 90_000 });
  await expect(page.getByText("Taken back", { exact: true })).toBeVisible();
  await expect(page.getByText(/R-[2-9A-Z]{4}-[2-9A-Z]{4}/)).toBeVisible();
  clearFaults();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: `${visitor.organization} is ready` })).toBeVisible({ timeout: 90_000 });

  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Delete" }).click();
  const confirm = page.getByRole("button", { name: "Delete for good" });
  await expect(confirm).toBeDisabled();
  await page.getByLabel(`Type ${visitor.subdomain} to confirm`).fill(visitor.subdomain);
  await confirm.click();
  await expect(page.getByRole("heading", { name: "The workspace is deleted" })).toBeVisible({ timeout: 60_000 });
  await page.goto("/dashboard");
  await expect(page.getByText("No workspace yet")).toBeVisible();
});

test("a build survives a reload and is seen on another device after signing in there, and by nobody else", async ({ page, browser }) => {
  const visitor = newVisitor();
  await signUp(page, visitor);
  await confirmAddress(page, visitor);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Building your workspace" })).toBeVisible();
  const { pathname } = new URL(page.url());

  const device = await (await browser.newContext()).newPage();
  await device.goto(pathname);
  await signIn(device, visitor.email, visitor.password);
  await device.waitForURL((url) => url.pathname === pathname);
  await expect(device.getByRole("listitem").filter({ hasText: "Create the site" })).toBeVisible();
  await device.context().close();

  const stranger = newVisitor();
  const other = await (await browser.newContext()).newPage();
  await signUp(other, stranger);
  await confirmAddress(other, stranger);
  await other.goto(pathname);
  await expect(other.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await other.context().close();
});

test("a visitor stops the build, and what was made is taken back", async ({ page }) => {
  const visitor = newVisitor();
  await signUp(page, visitor);
  await confirmAddress(page, visitor);
  await page.getByRole("button", { name: "Stop the build" }).click();
  await page.getByRole("button", { name: "Stop and remove" }).click();
  await expect(page.getByRole("heading", { name: "The build was stopped" })).toBeVisible({ timeout: 60_000 });
  await page.goto("/dashboard");
  await expect(page.getByText("Not built")).toBeVisible();
});
