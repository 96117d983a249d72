import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { type ProductOverride, productOverride } from "./config.ts";

/** At the root of the repository, which is where a relative path of PRODUCT_CONFIG begins too. */
const FILE = "nexus.config.json";

/**
 * What the product's configuration file says; nothing where there is none.
 *
 * @param named value of PRODUCT_CONFIG.
 * @throws Error with a sentence that names the file, and the field or place in it that is wrong.
 */
export function readProductOverride(root: string, named: string | undefined): ProductOverride {
  const path = resolve(/* turbopackIgnore: true */ root, named ?? FILE);
  if (!existsSync(path)) {
    if (named === undefined) return {};
    throw new Error(`PRODUCT_CONFIG names a file that is not there: ${path}`);
  }
  const parsed = productOverride.safeParse(parseJson(path));
  if (!parsed.success) throw new Error(`The product configuration ${path} is not valid:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`The product configuration ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
