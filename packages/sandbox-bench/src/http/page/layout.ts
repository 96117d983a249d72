import { createHash } from "node:crypto";

/** What every page of a sandbox site has around its content. */
export interface Layout {
  readonly title: string;
  /** Shown in the top bar: the workspace, or the site. */
  readonly brand: string;
  /** HTML at the right of the top bar. */
  readonly actions?: string;
  readonly content: string;
}

const STYLE = `
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--line:#e2e5ea;--text:#15181e;--dim:#5a6270;--accent:#2f5bd0;--on-accent:#fff;--note:#fdf3d8;--note-text:#5b4300;--note-line:#ecd591;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--bg:#101318;--card:#181c23;--line:#2a303a;--text:#eceff4;--dim:#a3acba;--accent:#8fb0ff;--on-accent:#0c1630;--note:#2c2410;--note-text:#f3dfa5;--note-line:#55481f;--bad:#ff9a92}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:6px}
.note{margin:0;background:var(--note);color:var(--note-text);border-bottom:1px solid var(--note-line);padding:.55rem 1rem;font-size:.9rem;text-align:center}
header{background:var(--card);border-bottom:1px solid var(--line)}
.bar,main,footer{max-width:60rem;margin:0 auto;padding:0 1rem}
.bar{display:flex;align-items:center;gap:.75rem;min-height:3.75rem}
.mark{display:grid;place-items:center;flex:none;width:2.1rem;height:2.1rem;border-radius:.6rem;background:var(--accent);color:var(--on-accent);font-weight:650}
.brand{flex:1;min-width:0;font-weight:600;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
main{padding-top:2rem;padding-bottom:2.5rem}
h1{font-size:clamp(1.6rem,5vw,2.1rem);line-height:1.2;letter-spacing:-.015em;margin:0 0 .4rem}
h2{font-size:1.05rem;margin:2rem 0 .75rem}
.dim{color:var(--dim);margin:0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(13.5rem,1fr));gap:.9rem;margin:1.6rem 0 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:.9rem;padding:1rem 1.1rem;margin:0}
.card dt{color:var(--dim);font-size:.85rem}
.card dd{margin:.15rem 0 0;font-size:1.2rem;font-weight:600}
.list{list-style:none;padding:0;margin:0;background:var(--card);border:1px solid var(--line);border-radius:.9rem}
.list li{display:flex;justify-content:space-between;gap:1rem;padding:.75rem 1.1rem}
.list li+li{border-top:1px solid var(--line)}
.narrow{max-width:24rem;margin:0 auto}
label{display:block;font-weight:550;margin:1rem 0 .3rem}
input{width:100%;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--dim);border-radius:.6rem;padding:.6rem .75rem}
button{font:inherit;font-weight:600;border-radius:.6rem;padding:.55rem 1rem;cursor:pointer;border:1px solid var(--line);background:var(--card);color:var(--text)}
button.main{width:100%;margin-top:1.25rem;padding:.7rem;background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
.bad{color:var(--bad);font-weight:550;margin:.75rem 0 0}
form{margin:0}
footer{color:var(--dim);font-size:.85rem;padding-bottom:2rem}
`;

const ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%232f5bd0'/%3E%3C/svg%3E";

/** Only the style above may apply and nothing may be loaded: a sandbox page needs no script and no other host. */
export const CONTENT_SECURITY_POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** A whole page. The first thing on it says that it is a sandbox. */
export function page({ title, brand, actions = "", content }: Layout): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escape(title)} · sandbox</title>
<link rel="icon" href="${ICON}">
<style>${STYLE}</style>
</head>
<body>
<p class="note" role="note">This is a sandbox, not Frappe: it imitates a Frappe site for trying things out.</p>
<header><div class="bar"><span class="mark" aria-hidden="true">${escape(brand.slice(0, 1).toUpperCase())}</span><span class="brand">${escape(brand)}</span>${actions}</div></header>
<main>${content}</main>
<footer>Sandbox site. Nothing typed here reaches a real Frappe.</footer>
</body>
</html>`;
}

/** Text as HTML. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}
