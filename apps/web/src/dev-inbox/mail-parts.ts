/** A mail's text cut where a page shows something better than text. */
export type MailPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "link"; readonly label: string; readonly url: string };

/** The paragraphs of one of our plain-text mails: a line of six digits is a code, `Label: https://…` a link. */
export function mailParts(text: string): MailPart[] {
  return text.split(/\n{2,}/).map((part) => part.trim()).filter((part) => part !== "").map(readPart);
}

function readPart(text: string): MailPart {
  if (/^\d{6}$/.test(text)) return { kind: "code", code: text };
  const [, label, url] = /^([^:\n]{1,80}): (https?:\/\/\S+)$/.exec(text) ?? [];
  return label !== undefined && url !== undefined ? { kind: "link", label, url } : { kind: "text", text };
}
