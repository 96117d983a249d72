import { randomBytes } from "node:crypto";
import { siteDatabase } from "../run-facts.ts";
import type { EffectContext } from "../step.ts";

/** Frappe's own keys have 15 characters of [0-9a-z]; so do these. */
const LENGTH = 15;

/** Gives the owner an API key and secret. They are made and kept here first, so that a repeated step sets the same ones. */
export async function issueApiKeys({ bench, secrets, run }: EffectContext): Promise<void> {
  const apiKey = await secrets.ensure("api_key", randomKey);
  const apiSecret = await secrets.ensure("api_secret", randomKey);
  await bench.run({ type: "setApiKeys", site: run.tenant.site, dbName: siteDatabase(run), user: run.owner.email, apiKey, apiSecret });
}

function randomKey(): string {
  return randomBytes(LENGTH).toString("hex").slice(0, LENGTH);
}
