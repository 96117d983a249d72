import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";

/** Somebody who signs up; every test makes its own, so that tests never meet. */
export interface Visitor {
  readonly organization: string;
  readonly subdomain: string;
  readonly fullName: string;
  readonly email: string;
  readonly password: string;
}

/** A visitor whom nobody knows yet. */
export function newVisitor(): Visitor {
  const mark = randomBytes(4).toString("hex");
  return {
    organization: `Orchard ${mark}`,
    subdomain: `orchard-${mark}`,
    fullName: "Grace Hopper",
    email: `grace-${mark}@example.com`,
    password: `ripe-quince-harbour-${mark}`,
  };
}

/** Fills in the form and sends it; ends on the code step. */
export async function signUp(page: Page, visitor: Visitor): Promise<void> {
  await page.goto("/signup");
  await page.getByLabel("Organization").fill(visitor.organization);
  await page.getByText("This name is free.").waitFor();
  await page.getByLabel("Full name").fill(visitor.fullName);
  await page.getByLabel("Email address").fill(visitor.email);
  await page.getByLabel("Password", { exact: true }).fill(visitor.password);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "Check your mail" }).waitFor();
}

/** The newest code that was mailed to an address, read on the dev inbox page as a person would. */
export async function mailedCode(page: Page, email: string): Promise<string> {
  const inbox = await page.context().newPage();
  try {
    await inbox.goto("/dev/inbox");
    const mail = inbox.getByRole("article").filter({ hasText: email }).first();
    return (await mail.locator("code").innerText()).trim();
  } finally {
    await inbox.close();
  }
}

/** Types the mailed code; ends on the run's page. */
export async function confirmAddress(page: Page, visitor: Visitor): Promise<void> {
  await page.getByLabel("Code from the mail").fill(await mailedCode(page, visitor.email));
  await page.waitForURL(/\/runs\//);
}

/** Signs in on the sign-in page, which is open already. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
