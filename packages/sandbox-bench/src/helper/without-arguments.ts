import { asObject } from "../disk/write-atomic.ts";

const SHORTEST = 4;

/** A message with every longer argument of its request blanked: arguments may be passwords. */
export function withoutArguments(message: string, args: unknown): string {
  return texts(args).sort((a, b) => b.length - a.length).reduce((text, value) => text.replaceAll(value, "[argument]"), message);
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return value.length >= SHORTEST ? [value] : [];
  return Object.values(asObject(value)).flatMap(texts);
}
