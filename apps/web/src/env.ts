import { PLANS } from "@nexus/domain/plans/plan";
import { createEnv } from "@t3-oss/env-nextjs";
import { z } from "zod";
import { isLocalOrigin } from "./security/local-origin.ts";

/** The only place of this app that reads the environment; a wrong value stops the start with a sentence. */

const list = z.string().default("").transform((text) => text.split(",").map((item) => item.trim()).filter((item) => item !== ""));
const emails = list.transform((all) => all.map((email) => email.toLowerCase()));
const staffPassword = z.string().min(12, "needs at least 12 characters").optional();
const choice = z.enum(["0", "1", "false", "true", "off", "on"]).transform((text) => ["1", "true", "on"].includes(text));
const flag = choice.default(false);
const port = z.coerce.number().int().min(1).max(65_535);
const secret = z.string().min(32, "needs at least 32 characters; make one with `openssl rand -base64 48`");
const domain = z.string().toLowerCase().regex(/^[a-z0-9.-]+$/, "is a domain without scheme, port or path, e.g. example.com");

export const env = createEnv({
  server: {
    NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "is a PostgreSQL connection string, e.g. postgresql://user@127.0.0.1:5432/nexus" }),
    NEXTAUTH_SECRET: secret,
    /** Where browsers reach this app; made from ROOT_DOMAIN and WEB_PORT when neither is set. */
    ROOT_URL: z.url().optional(),
    NEXTAUTH_URL: z.url().optional(),
    NEXUS_ENCRYPTION_KEY: secret,
    ROOT_DOMAIN: domain.default("nexus.localhost"),
    SITES_DOMAIN: domain.default("nexus-sites.localhost"),
    /** Address of a site for browsers with `{subdomain}` in it; or, instead of it, the port alone. */
    SITES_PUBLIC_URL: z.string().regex(/^https?:\/\/[^/]*\{subdomain\}/, "is an address with {subdomain} in it, e.g. https://{subdomain}.example.com").optional(),
    SITES_PUBLIC_PORT: port.default(8080),
    WEB_PORT: port.default(3000),
    ADMIN_EMAILS: emails,
    ADMIN_PASSWORD: staffPassword,
    /** Staff who see the panel and change nothing. */
    OPERATOR_EMAILS: emails,
    OPERATOR_PASSWORD: staffPassword,
    DEFAULT_APPS: list,
    /** Days for which a deleted workspace is kept closed before it is removed; 0: it is removed at once. */
    DELETION_GRACE_DAYS: z.coerce.number("is a number of days").min(0, "is 0 or more").max(365, "is at most 365").default(7),
    /** Days for which a deleted workspace's name may not be had by others than its former owner. */
    NAME_REST_DAYS: z.coerce.number("is a number of days").min(0, "is 0 or more").max(3_650, "is at most 3650").default(180),
    /** Only whether it is set matters here: the worker sends the mails. */
    SMTP_URL: z.string().optional(),
    NEXUS_DEV_INBOX: flag,
    /** A JSON file that says what is sold, from the root of the repository; `nexus.config.json` there when it is not set. */
    PRODUCT_CONFIG: z.string().optional(),
    PRODUCT_NAME: z.string().max(40).optional(),
    PRODUCT_HEADLINE: z.string().max(90).optional(),
    /** What a new workspace gets; the product's configuration says it when this is not set. */
    DEFAULT_PLAN: z.enum(PLANS).optional(),
    /** Whether X-Forwarded-For comes from a proxy of ours; must be said where others reach this app. */
    TRUST_PROXY: choice.optional(),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  },
  experimental__runtimeEnv: {},
  emptyStringAsUndefined: true,
  // `next build` loads every route without the environment of a running system.
  skipValidation: process.env.NEXT_PHASE === "phase-production-build",
  onValidationError: (issues) => {
    const lines = issues.map((issue) => `  ${issue.path?.join(".") ?? "environment"}: ${issue.message}`);
    throw new Error(`The web app cannot start because of its environment:\n${lines.join("\n")}`);
  },
});

/** Origin at which browsers reach this app, e.g. `http://nexus.localhost:3000`. */
export function webOrigin(): string {
  return new URL(env.ROOT_URL ?? env.NEXTAUTH_URL ?? `http://${env.ROOT_DOMAIN}:${env.WEB_PORT}`).origin;
}

/** next-auth reads its own address from the environment and nowhere else. */
export function tellNextAuthItsAddress(): void {
  process.env.NEXTAUTH_URL = webOrigin();
}

/** Whether the dev inbox page may show mails: never where a mail server is configured, or others reach this app. */
export function devInboxOpen(): boolean {
  return env.NEXUS_DEV_INBOX && env.SMTP_URL === undefined && isLocalOrigin(webOrigin());
}
