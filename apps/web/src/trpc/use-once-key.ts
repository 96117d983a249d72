"use client";

import { useRef } from "react";

/**
 * Gives a form's content its idempotency key: the same one while the content stays the same, so that sending it again after
 * an answer was lost finds what the first one did, and a new one for other content.
 */
export function useOnceKey(): <T extends object>(content: T) => T & { idempotencyKey: string } {
  const last = useRef({ content: "", key: "" });
  return (content) => {
    const text = JSON.stringify(content);
    if (last.current.content !== text) last.current = { content: text, key: newKey() };
    return { ...content, idempotencyKey: last.current.key };
  };
}

/** 128 random bits; `crypto.randomUUID` is missing where a page came without TLS. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
