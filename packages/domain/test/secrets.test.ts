import { describe, expect, test } from "vitest";
import { MIN_PASSWORD_SCORE, passwordStrength } from "../src/secrets/password-strength.ts";
import { seal, sealingKey, unseal } from "../src/secrets/seal.ts";

const key = sealingKey("a configured secret of some length");
const context = { subject: "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", purpose: "owner_password" };

describe("a sealed value", () => {
  test("opens for its own subject and purpose", () => {
    expect(unseal(key, context, seal(key, context, "pässwörd ✓"))).toBe("pässwörd ✓");
  });

  test("opens for no other subject, purpose or key, nor after any byte was changed", () => {
    const sealed = seal(key, context, "secret");
    expect(() => unseal(key, { ...context, subject: "another" }, sealed)).toThrow();
    expect(() => unseal(key, { ...context, purpose: "api_key" }, sealed)).toThrow();
    expect(() => unseal(sealingKey("another secret"), context, sealed)).toThrow();
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
      expect(() => unseal(key, context, changed)).toThrow();
    }
    expect(() => unseal(key, context, sealed.subarray(0, 20))).toThrow();
  });

  test("never looks the same twice and does not contain the value", () => {
    const one = seal(key, context, "secret");
    expect(one.equals(seal(key, context, "secret"))).toBe(false);
    expect(one.includes("secret")).toBe(false);
  });
});

describe("a password's strength", () => {
  test.each(["password", "qwertyuiop", "12345678", "acme2024"])("%j is below what Frappe asks for", (password) => {
    expect(passwordStrength(password, ["Acme"]).score).toBeLessThan(MIN_PASSWORD_SCORE);
  });

  test("of a few unrelated words is enough", () => {
    expect(passwordStrength("tiger lamp orbit 42", []).score).toBeGreaterThanOrEqual(MIN_PASSWORD_SCORE);
  });

  test("counts the person's own words as guessable", () => {
    const password = "xq7zkvornium";
    expect(passwordStrength(password, ["Xq7zkvornium Ltd"]).score).toBeLessThan(passwordStrength(password, []).score);
  });

  test("comes with advice when it is low", () => {
    expect(passwordStrength("password", []).advice.length).toBeGreaterThan(0);
  });
});
