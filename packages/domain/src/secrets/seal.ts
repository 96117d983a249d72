import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** What a sealed value belongs to. A value sealed for one subject and purpose opens for no other. */
export interface SealContext {
  /** Id of the tenant, signup or mail that owns the secret. */
  readonly subject: string;
  /** What the secret is for, e.g. `owner_password`. */
  readonly purpose: string;
}

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A 256-bit key from the configured secret, so that other uses of that secret get other keys. */
export function sealingKey(configuredSecret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", configuredSecret, "nexus", "seal-v1", 32));
}

/**
 * Encrypts `plain` with AES-256-GCM; subject and purpose are bound as associated data.
 *
 * @returns version byte, 12-byte nonce, 16-byte tag, ciphertext.
 */
export function seal(key: Buffer, context: SealContext, plain: string): Buffer<ArrayBuffer> {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(associatedData(context));
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), body]);
}

/**
 * Opens what {@link seal} made.
 *
 * @throws Error when the key, subject or purpose is another one, or the bytes were changed.
 */
export function unseal(key: Buffer, context: SealContext, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== VERSION || bytes.length < 1 + IV_BYTES + TAG_BYTES) {
    throw new Error(`The sealed ${context.purpose} is not in a format that this version reads.`);
  }
  const iv = bytes.subarray(1, 1 + IV_BYTES);
  const tag = bytes.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", key, iv).setAAD(associatedData(context)).setAuthTag(tag);
  return Buffer.concat([decipher.update(bytes.subarray(1 + IV_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
}

function associatedData(context: SealContext): Buffer {
  return Buffer.from(JSON.stringify(["nexus", context.subject, context.purpose]));
}
