import { join } from "node:path";
import { DEFAULT_NAME } from "@nexus/domain/product/config";
import { readProductOverride } from "@nexus/domain/product/read-override";
import { z } from "zod";

const ROOT = join(import.meta.dirname, "../../..");

const wholeNumber = (least: number, most: number) =>
  z.coerce.number("is a whole number").int("is a whole number").min(least, `is at least ${least}`).max(most, `is at most ${most}`);
const secret = z
  .string("is not set; make one with `openssl rand -base64 48`")
  .min(32, "needs at least 32 characters; make one with `openssl rand -base64 48`");
const origin = z.url({ protocol: /^https?$/, error: "is an address that begins with http:// or https://" });

const schema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "is a PostgreSQL connection string, e.g. postgresql://user@127.0.0.1:5432/nexus" }),
  /** The agent beside the bench, and the secret that the two share. */
  AGENT_URL: origin.default("http://127.0.0.1:8788"),
  AGENT_SECRET: secret,
  NEXUS_ENCRYPTION_KEY: secret,
  /** Where this process reaches the sites; each is asked for by its Host. By default the public port on this machine. */
  SITES_UPSTREAM: origin.optional(),
  /** Address of a site for browsers with `{subdomain}` in it; or, instead of it, the port alone. */
  SITES_PUBLIC_URL: z.string().includes("{subdomain}", { error: "is an address with {subdomain} in it, e.g. https://{subdomain}.example.com" }).optional(),
  SITES_PUBLIC_PORT: wholeNumber(1, 65_535).default(8080),
  /** Where browsers reach the web app; made from ROOT_DOMAIN and WEB_PORT when it is not set. */
  ROOT_URL: origin.optional(),
  NEXTAUTH_URL: origin.optional(),
  ROOT_DOMAIN: z.string().default("nexus.localhost"),
  WEB_PORT: wholeNumber(1, 65_535).default(3000),
  /** Full host of the site that keeps the register of tenants; not set: there is none. */
  MASTER_SITE_NAME: z.string().optional(),
  /** Not set: mails go to the table behind the dev inbox page. */
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "is the address of a mail server, e.g. smtps://user:password@mail.example.com" }).optional(),
  MAIL_FROM: z.string().optional(),
  PRODUCT_NAME: z.string().max(40).optional(),
  /** The JSON file that says what is sold, of which the mails need the name; as in the web app. */
  PRODUCT_CONFIG: z.string().optional(),
  DEFAULT_LANGUAGE: z.string().max(10).default("en"),
  DEFAULT_COUNTRY: z.string().max(60).default("United States"),
  DEFAULT_TIME_ZONE: z.string().max(60).default("America/New_York"),
  DEFAULT_CURRENCY: z.string().regex(/^[A-Z]{3}$/, "is a currency of three capital letters, e.g. EUR").default("USD"),
  /** Provisioning runs that this process works on at once; the agent bounds the bench commands by itself. */
  WORKER_CONCURRENCY: wholeNumber(1, 500).default(20),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], "is one of fatal, error, warn, info, debug, trace, silent").default("info"),
});

/** The worker's configuration. Addresses have no slash at their end. */
export interface WorkerEnv {
  readonly databaseUrl: string;
  readonly agent: { readonly url: string; readonly secret: string };
  readonly encryptionKey: string;
  readonly sitesUpstream: string;
  /** Address of a site, by its full host, as its visitors type it. */
  readonly siteUrl: (site: string) => string;
  readonly webUrl: string;
  readonly masterSite: string | null;
  readonly mail: { readonly smtpUrl: string | null; readonly from: string; readonly product: string };
  readonly locale: { readonly language: string; readonly country: string; readonly timeZone: string; readonly currency: string };
  readonly concurrency: number;
  readonly logLevel: string;
}

/** A setting that is missing or wrong; the message says what to set. */
export class EnvError extends Error {
  override readonly name = "EnvError";
}

/**
 * Reads the configuration; an empty value counts as not set.
 *
 * @throws EnvError with one line for each setting that is missing or wrong, or with what is wrong in the product's file.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): WorkerEnv {
  const parsed = schema.safeParse(Object.fromEntries(Object.entries(source).filter(([, value]) => value !== "")));
  if (!parsed.success) throw new EnvError(parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join("\n"));
  const env = parsed.data;
  const product = env.PRODUCT_NAME ?? nameInFile(env.PRODUCT_CONFIG) ?? DEFAULT_NAME;
  return {
    databaseUrl: env.DATABASE_URL,
    agent: { url: withoutSlash(env.AGENT_URL), secret: env.AGENT_SECRET },
    encryptionKey: env.NEXUS_ENCRYPTION_KEY,
    sitesUpstream: withoutSlash(env.SITES_UPSTREAM ?? `http://127.0.0.1:${env.SITES_PUBLIC_PORT}`),
    siteUrl: siteAddress(env.SITES_PUBLIC_URL ?? `http://{subdomain}.localhost:${env.SITES_PUBLIC_PORT}`),
    webUrl: new URL(env.ROOT_URL ?? env.NEXTAUTH_URL ?? `http://${env.ROOT_DOMAIN}:${env.WEB_PORT}`).origin,
    masterSite: env.MASTER_SITE_NAME ?? null,
    mail: { smtpUrl: env.SMTP_URL ?? null, from: env.MAIL_FROM ?? `"${product.replace(/["\\]/g, "")}" <no-reply@${env.ROOT_DOMAIN}>`, product },
    locale: { language: env.DEFAULT_LANGUAGE, country: env.DEFAULT_COUNTRY, timeZone: env.DEFAULT_TIME_ZONE, currency: env.DEFAULT_CURRENCY },
    concurrency: env.WORKER_CONCURRENCY,
    logLevel: env.LOG_LEVEL,
  };
}

function nameInFile(named: string | undefined): string | undefined {
  try {
    return readProductOverride(ROOT, named).name;
  } catch (error) {
    throw new EnvError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** A site's host is known in full; of the pattern only scheme and port are missing. */
function siteAddress(pattern: string): (site: string) => string {
  const { protocol, port } = new URL(pattern.replaceAll("{subdomain}", "any"));
  return (site) => `${protocol}//${site}${port === "" ? "" : `:${port}`}`;
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, "");
}
