import { FrappeError } from "../frappe/errors.ts";

/** Reads a Python literal as `ast.literal_eval` does: numbers, strings, True, False, None, lists, tuples and dicts. @throws ValueError. */
export function pythonLiteral(text: string): unknown {
  const json = text.trim().replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\b(?:True|False|None)\b|[()]|,\s*(?=[\])}])/g, (token) => WORDS[token] ?? requoted(token));
  try {
    return JSON.parse(json);
  } catch {
    throw new FrappeError("ValueError", `malformed node or string: ${text}`);
  }
}

const WORDS: Readonly<Record<string, string>> = { True: "true", False: "false", None: "null", "(": "[", ")": "]" };

function requoted(token: string): string {
  if (token.startsWith(",")) return "";
  return token.startsWith("'") ? JSON.stringify(token.slice(1, -1).replaceAll("\\'", "'")) : token;
}
