/** What any program needs to run at all on this machine. */
const BASE = [
  "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR",
  "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "NODE_EXTRA_CA_CERTS", "NODE_COMPILE_CACHE",
  "NODE_ENV", "LOG_LEVEL",
];

/**
 * The settings that each process gets: those that it needs and no more. `web` must never have
 * AGENT_SECRET or DB_ROOT_PASSWORD; only the agent and the doctor have the latter. `database` migrates, and it
 * alone signs in as the tables' owner: the DATABASE_URL of the others is that of the application's role. A
 * name ending in `*` is a prefix.
 */
const NEEDED = {
  web: [
    "NEXT_TELEMETRY_DISABLED", "DATABASE_URL", "NEXTAUTH_SECRET", "NEXTAUTH_URL", "NEXUS_ENCRYPTION_KEY",
    "ROOT_DOMAIN", "ROOT_URL", "WEB_PORT", "SITES_DOMAIN", "SITES_PUBLIC_PORT", "SITES_PUBLIC_URL",
    "ADMIN_*", "OPERATOR_*", "DEFAULT_APPS", "DEFAULT_PLAN", "DELETION_GRACE_DAYS", "NAME_REST_DAYS", "NEXUS_DEV_INBOX", "PRODUCT_*", "TRUST_PROXY",
  ],
  worker: [
    "DATABASE_URL", "NEXUS_ENCRYPTION_KEY", "AGENT_URL", "AGENT_SECRET",
    "ROOT_DOMAIN", "ROOT_URL", "NEXTAUTH_URL", "WEB_PORT", "SITES_DOMAIN", "SITES_UPSTREAM", "SITES_PUBLIC_PORT", "SITES_PUBLIC_URL",
    "MASTER_SITE_NAME", "SMTP_URL", "MAIL_FROM", "PRODUCT_CONFIG", "PRODUCT_NAME", "DEFAULT_*", "WORKER_*",
  ],
  agent: ["BENCH_PATH", "AGENT_*", "DB_ROOT_*", "DB_USER_HOST", "FRAPPE_*", "SANDBOX_*"],
  doctor: ["BENCH_PATH", "AGENT_*", "DB_ROOT_*", "DB_USER_HOST", "FRAPPE_*", "SANDBOX_*", "DEFAULT_APPS", "MASTER_SITE_NAME", "SITES_UPSTREAM"],
  sandbox: ["SANDBOX_*"],
  database: ["DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_APP_PASSWORD", "PGSSLMODE"],
};

/** The environment of one of our processes. */
export function environmentFor(process, settings) {
  const allowed = [...BASE, ...NEEDED[process]];
  const isAllowed = (name) => allowed.some((entry) => entry.endsWith("*") ? name.startsWith(entry.slice(0, -1)) : entry === name);
  return Object.fromEntries(Object.entries(settings).filter(([name]) => isAllowed(name)));
}
