import { z } from "zod";

/** What a person types in one line, trimmed. PostgreSQL stores no NUL, and a line break has no place in a mail's subject. */
export const text = z.string().trim().regex(/^\P{Cc}*$/u, "Use no line breaks or other control characters.");

/** Text of a visitor whom nobody knows yet, and which others will read: no links, no markup. */
export const plainText = text.regex(/^(?!.*(?::\/\/|www\.))[^/\\<>]*$/isu, "Use no links and none of the characters / \\ < and >.");

/**
 * Text that goes into mails to an address that nobody has proved yet: nobody may send links by it. Mail programs make
 * one of a bare `evil-bank.com` too, so that a dot (also one that browsers take for a dot) is followed by a space or
 * by a single letter, as in `Dr. J.R. Tolkien`.
 */
export const mailedText = plainText.regex(/^(?!.*[\p{L}\p{N}][.\u3002\uff0e\uff61][\p{L}\p{N}-]{2})/su, "Put a space after a dot.");
