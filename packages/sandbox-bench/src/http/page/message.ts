import { escape, page } from "./layout.ts";

/** A page with one sentence, such as “Not Permitted”. */
export function messagePage(title: string, sentence: string): string {
  return page({ title, brand: "Sandbox", content: `<h1>${escape(title)}</h1><p class="dim">${escape(sentence)}</p><p><a href="/login">Go to sign-in</a></p>` });
}

/** What an unknown host gets: bare, as werkzeug answers before any site is known. */
export function unknownHostPage(host: string): string {
  return `<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>${escape(host)} does not exist</p>\n<!-- sandbox bench -->\n`;
}
