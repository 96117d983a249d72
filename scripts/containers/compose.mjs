import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../launcher/paths.mjs";

const FILE = join(ROOT, "docker-compose.yml");
/** `$$`, `$NAME`, or `${NAME}` with one of `:-`, `-`, `:?`, `?` and what follows it. */
const VARIABLE = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?])([^}]*))?\})/g;

/** docker-compose.yml as it is written, with anchors and merges in place and variables as text. */
export function rawCompose() {
  return parse(readFileSync(FILE, "utf8"), { merge: true });
}

/**
 * docker-compose.yml as Docker Compose sees it with these settings.
 *
 * @throws Error with the file's own words when a setting is missing that must be there.
 */
export function readCompose(settings) {
  return fill(rawCompose(), settings);
}

/** Each use of a setting: `{name, operator, rest}`; the operator is undefined where the setting must come from another use. */
export function usesOfSettings() {
  const { services, ...rest } = rawCompose();
  const text = JSON.stringify([services, rest]);
  return [...text.matchAll(VARIABLE)].filter(([, dollar]) => dollar === undefined).map(([, , bare, name, operator, rest]) => ({ name: bare ?? name, operator, rest }));
}

/** What a service's process finds in its environment, beside what its image sets. */
export function environmentOf(service) {
  return Object.fromEntries(Object.entries(service.environment ?? {}).map(([name, value]) => [name, String(value)]));
}

/** Names of the networks that two services share. */
export function sharedNetworks(a, b) {
  return a.networks.filter((name) => b.networks.includes(name));
}

function fill(node, settings) {
  if (typeof node === "string") return node.replace(VARIABLE, (...found) => valueOf(found, settings));
  if (Array.isArray(node)) return node.map((item) => fill(item, settings));
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, fill(value, settings)]));
}

function valueOf([, dollar, bare, name = bare, operator = "", rest], settings) {
  if (dollar !== undefined) return "$";
  const value = settings[name];
  const isMissing = value === undefined || (value === "" && operator.startsWith(":"));
  if (!isMissing) return value;
  if (operator.endsWith("?")) throw new Error(`${name}: ${rest}`);
  return rest ?? "";
}
