import type { Database, Row } from "../mariadb/database.ts";
import { decryptForSite, encryptForSite } from "./encryption.ts";
import type { Doctype } from "./doctype.ts";
import type { Site } from "./site.ts";

const AUTH = "__Auth";

/** One secret of one document. */
export interface SecretField {
  readonly doctype: string;
  readonly name: string;
  readonly field: string;
}

/** Stores secrets of a document under the site's own key, apart from the document, as Frappe does. */
export function storeSecrets(site: Site, database: Database, document: { doctype: string; name: string }, secrets: Readonly<Record<string, string>>): void {
  for (const [field, plain] of Object.entries(secrets)) {
    writeAuth(database, { ...document, field }, { password: encryptForSite(site, plain), encrypted: 1 });
  }
}

/** A stored secret in clear, or `null`. @throws ValidationError 417 when the site's key has changed. */
export function revealSecret(site: Site, database: Database, secret: SecretField): string | null {
  const stored = readAuth(database, secret);
  return stored === null ? null : decryptForSite(site, stored);
}

/** What is stored for a secret: a hash or a ciphertext. */
export function readAuth(database: Database, secret: SecretField): string | null {
  const stored = database.read(AUTH)[keyOf(secret)]?.["password"];
  return typeof stored === "string" ? stored : null;
}

export function writeAuth(database: Database, secret: SecretField, entry: Row): void {
  database.update(AUTH, (rows) => {
    rows[keyOf(secret)] = { doctype: secret.doctype, name: secret.name, fieldname: secret.field, ...entry };
  });
}

/** A document's values with stars for those of Password fields, and these by themselves; stars that come back change nothing. */
export function splitSecrets(meta: Doctype, values: Row): { plain: Row; secrets: Record<string, string> } {
  const hidden = new Set(meta.fields.filter(({ fieldtype }) => fieldtype === "Password").map(({ fieldname }) => fieldname));
  const secrets = Object.entries(values).flatMap(([field, value]): [string, string][] => (hidden.has(field) && typeof value === "string" && !/^\**$/.test(value) ? [[field, value]] : []));
  const stars = secrets.map(([field, value]): [string, string] => [field, "*".repeat(value.length)]);
  return { plain: { ...values, ...Object.fromEntries(stars) }, secrets: Object.fromEntries(secrets) };
}

function keyOf({ doctype, name, field }: SecretField): string {
  return `${doctype}|${name}|${field}`;
}
