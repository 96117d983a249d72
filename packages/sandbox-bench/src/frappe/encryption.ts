import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { frappeError } from "./errors.ts";
import type { Site } from "./site.ts";

// Fernet (https://github.com/fernet/spec): version, 8-byte time, 16-byte IV, AES-128-CBC, HMAC-SHA-256.
const VERSION = 0x80;
const HEADER_BYTES = 25;
const MAC_BYTES = 32;

/** Encrypts with the site's key, which is made at the first secret, as Frappe does. */
export function encryptForSite(site: Site, plain: string): string {
  const configured = site.config()["encryption_key"];
  const key = typeof configured === "string" ? configured : randomBytes(32).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
  if (configured === undefined) site.changeConfig({ encryption_key: key });
  return fernetEncrypt(key, plain);
}

/** @throws ValidationError 417 when the site's key is another one than the secret was stored with. */
export function decryptForSite(site: Site, token: string): string {
  const plain = fernetDecrypt(String(site.config()["encryption_key"] ?? ""), token);
  if (plain === null) throw frappeError("ValidationError", "Encryption key is invalid! Please check site_config.json<br>If you have recently restored the site, you may need to copy the site_config.json containing the original encryption key.");
  return plain;
}

function fernetEncrypt(key: string, plain: string): string {
  const [signing, encryption] = keyHalves(key);
  const header = Buffer.alloc(HEADER_BYTES);
  header[0] = VERSION;
  header.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000)), 1);
  randomBytes(16).copy(header, 9);
  const cipher = createCipheriv("aes-128-cbc", encryption, header.subarray(9));
  const signed = Buffer.concat([header, cipher.update(plain, "utf8"), cipher.final()]);
  return Buffer.concat([signed, createHmac("sha256", signing).update(signed).digest()]).toString("base64url");
}

function fernetDecrypt(key: string, token: string): string | null {
  const bytes = Buffer.from(token, "base64url");
  if (bytes[0] !== VERSION || bytes.length < HEADER_BYTES + 16 + MAC_BYTES) return null;
  const [signing, encryption] = keyHalves(key);
  const signed = bytes.subarray(0, -MAC_BYTES);
  if (!timingSafeEqual(createHmac("sha256", signing).update(signed).digest(), bytes.subarray(-MAC_BYTES))) return null;
  const decipher = createDecipheriv("aes-128-cbc", encryption, signed.subarray(9, HEADER_BYTES));
  return Buffer.concat([decipher.update(signed.subarray(HEADER_BYTES)), decipher.final()]).toString("utf8");
}

function keyHalves(key: string): [Buffer, Buffer] {
  const bytes = Buffer.concat([Buffer.from(key, "base64url"), Buffer.alloc(32)]);
  return [bytes.subarray(0, 16), bytes.subarray(16, 32)];
}
