import { z } from "zod";

/** What a person types in one line, trimmed. PostgreSQL stores no NUL, and a line break has no place in a mail's subject. */
export const text = z.string().trim().regex(/^\P{Cc}*$/u, "Use no line breaks or other control characters.");

/** Text that goes into mails to an address that nobody has proved yet: nobody may send links by it. */
export const mailedText = text.regex(/^(?!.*(?::\/\/|www\.))[^/\\<>]*$/isu, "Use no links and none of the characters / \\ < and >.");
