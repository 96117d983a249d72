/** The mails that this product sends, with the values that each one needs. */
export interface MailValues {
  /** The only one to an address that nobody has proved yet: little in it is of who asked for it. `known`: the address has an account. */
  signup_code: { fullName: string; code: string; minutes: number; known: boolean };
  workspace_ready: { fullName: string; organization: string; siteUrl: string; dashboardUrl: string };
  /** `stopped`: on request, so that nothing went wrong. */
  workspace_failed: { fullName: string; organization: string; reference: string; runUrl: string; stopped: boolean };
  workspace_stuck: { fullName: string; organization: string; reference: string; runUrl: string };
  /** `deleteAt` in ISO 8601. */
  workspace_deletion_scheduled: { fullName: string; organization: string; deleteAt: string; dashboardUrl: string };
  workspace_kept: { fullName: string; organization: string; siteUrl: string; dashboardUrl: string };
  workspace_kept_suspended: { fullName: string; organization: string; dashboardUrl: string };
  workspace_suspended: { fullName: string; organization: string; reason: string; dashboardUrl: string };
  workspace_resumed: { fullName: string; organization: string; siteUrl: string; dashboardUrl: string };
  password_changed: { fullName: string; organization: string; siteUrl: string; dashboardUrl: string };
  password_not_changed: { fullName: string; organization: string; reference: string; runUrl: string };
}
export type MailTemplate = keyof MailValues;

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

type Block = { readonly text: string } | { readonly code: string } | { readonly link: string; readonly label: string };
interface Content {
  readonly subject: string;
  readonly blocks: readonly Block[];
}

const CONTENT: { readonly [T in MailTemplate]: (product: string, values: MailValues[T]) => Content } = {
  signup_code: (product, v) => ({
    subject: `${v.code} is your ${product} code`,
    blocks: [
      { text: `Hello ${v.fullName},` },
      { text: `type this code to go on with your workspace:` },
      { code: v.code },
      ...(v.known ? [{ text: "You have an account here already. With this code, the password that was typed becomes the one for signing in here; everywhere else you are signed out." }] : []),
      { text: `It is good for ${v.minutes} minutes. If you did not ask for it, ignore this mail: nothing was created.` },
    ],
  }),
  workspace_ready: (product, v) => ({
    subject: `Your ${product} workspace for ${v.organization} is ready`,
    blocks: [
      { text: `Hello ${v.fullName},` },
      { text: `the workspace for ${v.organization} is ready at ${v.siteUrl}. Sign in there with your email address and the password that you chose.` },
      { link: v.dashboardUrl, label: "Open your workspace" },
    ],
  }),
  workspace_failed: (product, v) => v.stopped ? {
    subject: `The build of your ${product} workspace was stopped`,
    blocks: [
      { text: `Hello ${v.fullName},` },
      { text: `the build of the workspace for ${v.organization} was stopped on request. Everything that was begun was removed again, and you can start it again with one click:` },
      { link: v.runUrl, label: "See the build and start it again" },
    ],
  } : {
    subject: `We could not create your ${product} workspace`,
    blocks: [
      { text: `Hello ${v.fullName},` },
      { text: `something went wrong while we created the workspace for ${v.organization}. Everything that was begun was removed again, and you can retry with one click:` },
      { link: v.runUrl, label: "See what happened and retry" },
      { text: `If you write to us, please name the reference ${v.reference}.` },
    ],
  },
  workspace_stuck: (product, v) => ({
    subject: `We could not create your ${product} workspace yet`,
    blocks: [
      { text: `Hello ${v.fullName},` },
      { text: `something went wrong while we created the workspace for ${v.organization}, and our program could not clear it up by itself. We are looking at it; there is nothing that you need to do.` },
      { link: v.runUrl, label: "See what happened" },
      { text: `If you write to us, please name the reference ${v.reference}.` },
    ],
  }),
  workspace_deletion_scheduled: (product, v) => ({
    subject: `Your ${product} workspace for ${v.organization} will be deleted`,
    blocks: [
      { text: `Hello ${v.fullName},` },
      { text: `the workspace for ${v.organization} is closed, and will be deleted on ${inWords(v.deleteAt)}. Until then all of its data is kept, and you can take the deletion back with one click:` },
      { link: v.dashboardUrl, label: "Keep this workspace" },
      { text: "If you meant to delete it, there is nothing that you need to do." },
    ],
  }),
  workspace_kept: (product, v) => ({
    subject: `Your ${product} workspace for ${v.organization} stays`,
    blocks: [
      { text: `Hello ${v.fullName},` },
      { text: `the workspace for ${v.organization} will not be deleted. It is open again at ${v.siteUrl}, and nothing in it was changed.` },
      { link: v.dashboardUrl, label: "Open your workspace" },
    ],
  }),
  workspace_kept_suspended: (product, v) => ({
    subject: `Your ${product} workspace for ${v.organization} stays`,
    blocks: [
      { text: `Hello ${v.fullName},` },
      { text: `the workspace for ${v.organization} will not be deleted. It stays closed, because we suspended it before; all of its data is safe. Please write to us to have it opened again.` },
      { link: v.dashboardUrl, label: "See your workspaces" },
    ],
  }),
  workspace_suspended: (product, v) => ({
    subject: `Your ${product} workspace for ${v.organization} is suspended`,
    blocks: [
      { text: `Hello ${v.fullName},` },
      { text: `we have closed the workspace for ${v.organization}. Nobody can sign in there at the moment; all of its data is safe.` },
      { text: `The reason: ${v.reason}` },
      { text: "Please write to us to have it opened again." },
      { link: v.dashboardUrl, label: "See your workspaces" },
    ],
  }),
  workspace_resumed: (product, v) => ({
    subject: `Your ${product} workspace for ${v.organization} is open again`,
    blocks: [
      { text: `Hello ${v.fullName},` },
      { text: `the workspace for ${v.organization} is not suspended any more. It is open again at ${v.siteUrl}, and nothing in it was changed.` },
      { link: v.dashboardUrl, label: "Open your workspace" },
    ],
  }),
  password_changed: (product, v) => ({
    subject: `Your password for the ${product} workspace of ${v.organization} was changed`,
    blocks: [
      { text: `Hello ${v.fullName},` },
      { text: `your password at ${v.siteUrl} was changed, and everybody who was signed in there as you was signed out.` },
      { text: "If that was not you, sign in to your dashboard, set another password there, and write to us." },
      { link: v.dashboardUrl, label: "See your workspaces" },
    ],
  }),
  password_not_changed: (product, v) => ({
    subject: `Your password for the ${product} workspace of ${v.organization} was not changed`,
    blocks: [
      { text: `Hello ${v.fullName},` },
      { text: `something went wrong while we set your new password in the workspace for ${v.organization}. Your password from before may still hold; the new one was deleted here. Please set it again on your dashboard.` },
      { link: v.runUrl, label: "See what happened" },
      { text: `If you write to us, please name the reference ${v.reference}.` },
    ],
  }),
};

const WORDS = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** A moment as a mail tells it: its reader's time zone is not known. */
function inWords(moment: string): string {
  return `${WORDS.format(new Date(moment))} UTC`;
}

/** Renders a mail as plain text and as HTML that says the same; values are escaped. */
export function renderMail<T extends MailTemplate>(template: T, product: string, values: MailValues[T]): RenderedMail {
  const { subject, blocks } = CONTENT[template](product, values);
  return { subject: oneLine(subject), text: blocks.map(asText).join("\n\n") + "\n", html: page(product, blocks.map(asHtml).join("\n")) };
}

function asText(block: Block): string {
  if ("text" in block) return block.text;
  if ("code" in block) return `    ${block.code}`;
  return `${block.label}: ${block.link}`;
}

function asHtml(block: Block): string {
  if ("text" in block) return `<p style="margin:0 0 16px">${escape(block.text)}</p>`;
  if ("code" in block) return `<p style="margin:24px 0;font:600 32px/1 ui-monospace,monospace;letter-spacing:6px">${escape(block.code)}</p>`;
  return `<p style="margin:24px 0"><a href="${escape(block.link)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#1d4ed8;color:#fff;text-decoration:none;font-weight:600">${escape(block.label)}</a></p>`;
}

function page(product: string, body: string): string {
  return `<!doctype html><html lang="en"><body style="margin:0;padding:32px 16px;font:16px/1.5 system-ui,sans-serif;color:#111827;background:#fff"><div style="max-width:520px;margin:0 auto"><p style="margin:0 0 24px;font-weight:700">${escape(product)}</p>${body}</div></body></html>`;
}

/** A visitor's text must not begin another header. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function escape(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
