import { readProduct } from "../../product/read-product.ts";

/** The configuration is read when the app runs, not when it is built. */
export const dynamic = "force-dynamic";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** The browser tab's icon: the same sign as in the page's head, so that it follows the configured name. */
export function GET(): Response {
  const { name, accentHue } = readProduct();
  const first = [...name][0]?.toUpperCase() ?? "";
  const letter = first.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="10" fill="oklch(0.5 0.19 ${accentHue})"/><text x="16" y="22.5" text-anchor="middle" font-family="system-ui,sans-serif" font-size="18" font-weight="600" fill="#fff">${letter}</text></svg>`;
  return new Response(svg, { headers: { "content-type": "image/svg+xml", "cache-control": "public, max-age=3600" } });
}
