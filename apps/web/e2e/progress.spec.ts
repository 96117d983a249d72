import { expect, test, type Page } from "@playwright/test";
import { clearFaults, failInstallations } from "./bench.ts";
import { confirmAddress, newVisitor, signIn, signUp, type Visitor } from "./visitor.ts";

test.afterEach(clearFaults);

test("a failed build says so, takes everything back, succeeds when it is tried again, and is deleted by its owner, who may think better of it for a while", async ({ page }) => {
  test.setTimeout(300_000);
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

  await deleteWorkspace(page, visitor);
  await expect(page.getByText("Will be deleted")).toBeVisible();
  await expect(page.getByRole("button", { name: "Open" })).toBeHidden();
  await page.getByRole("button", { name: "Keep this workspace" }).click();
  await expect(page.getByRole("button", { name: "Open" })).toBeVisible();

  await deleteWorkspace(page, visitor);
  await expect(page.getByText("Will be deleted")).toBeVisible();
  // The test system's time for thinking better of it is short; then nothing is left.
  await expect(async () => {
    await page.goto("/dashboard");
    await expect(page.getByText("No workspace yet")).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 150_000 });
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
  await expect(page.getByText("The build was stopped on request")).toBeVisible();
});

/** Deletes the only workspace on the dashboard, typing its name. */
async function deleteWorkspace(page: Page, visitor: Visitor): Promise<void> {
  await page.goto("/dashboard");
  await page.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("alertdialog");
  const confirm = dialog.getByRole("button", { name: "Delete" });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel(`Type ${visitor.subdomain} to confirm`).fill(visitor.subdomain);
  await confirm.click();
}
