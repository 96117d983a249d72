import type { Work } from "./perform.ts";

/** Sets one key of a site's config; null removes it. */
export async function setConfig({ command, tools }: Work<"setConfig">): Promise<Record<string, unknown>> {
  const { site, key, value } = command;
  // With --parse the bench reads a Python literal; without it every value is a string, and `None` removes the key.
  const args = typeof value === "string" ? [key, "--", value] : value === null ? [key, "None"] : ["--parse", key, "--", pythonLiteral(value)];
  await tools.bench(["--site", site, "set-config", ...args]);
  return {};
}

function pythonLiteral(value: number | boolean): string {
  if (typeof value === "number") return String(value);
  return value ? "True" : "False";
}
