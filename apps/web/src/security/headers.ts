/** What a page needs to know of its answer's security. */
export interface PolicyOptions {
  /** Fresh for each answer; Next.js puts it on its own scripts. */
  readonly nonce: string;
  readonly https: boolean;
  /** React's development build evaluates strings to rebuild stacks. */
  readonly development: boolean;
}

/**
 * The Content-Security-Policy of a page. Scripts need the nonce; styles may be inline, because Radix
 * and sonner set positions that way and a style cannot run code.
 */
export function contentSecurityPolicy({ nonce, https, development }: PolicyOptions): string {
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(https ? ["upgrade-insecure-requests"] : []),
  ];
  return directives.join("; ");
}

/** Headers of every answer, pages and procedures alike. */
export function securityHeaders(https: boolean): Readonly<Record<string, string>> {
  return {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    ...(https ? { "Strict-Transport-Security": "max-age=31536000" } : {}),
  };
}
