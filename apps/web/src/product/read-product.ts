import "server-only";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { env } from "../env.ts";
import { type Product, type ProductOverride, productOverride } from "./config.ts";
import { defaultProduct } from "./default-product.ts";

/** `next start` runs in this app's folder, so the root of the repository is two levels up. */
const FILE_AT_ROOT = "../../nexus.config.json";

let kept: Product | undefined;

/**
 * What is sold here, read once per process: the default, overlaid by the configuration file, overlaid
 * by PRODUCT_NAME, PRODUCT_HEADLINE and DEFAULT_PLAN.
 *
 * @throws Error with a sentence that names the file and the field when the file is wrong.
 */
export function readProduct(): Product {
  kept ??= overlay(defaultProduct, readFile());
  return kept;
}

function overlay(base: Product, file: ProductOverride): Product {
  const { $schema: _, plan, ...rest } = file;
  const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const planSet = Object.fromEntries(Object.entries(plan ?? {}).filter(([, value]) => value !== undefined));
  return {
    ...base,
    ...set,
    plan: { ...base.plan, ...planSet, ...(env.DEFAULT_PLAN === undefined ? {} : { name: env.DEFAULT_PLAN }) },
    ...(env.PRODUCT_NAME === undefined ? {} : { name: env.PRODUCT_NAME }),
    ...(env.PRODUCT_HEADLINE === undefined ? {} : { headline: env.PRODUCT_HEADLINE }),
  };
}

function readFile(): ProductOverride {
  const path = resolve(/* turbopackIgnore: true */ process.cwd(), env.PRODUCT_CONFIG ?? FILE_AT_ROOT);
  if (!existsSync(path)) {
    if (env.PRODUCT_CONFIG === undefined) return {};
    throw new Error(`PRODUCT_CONFIG names a file that is not there: ${path}`);
  }
  const parsed = productOverride.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (!parsed.success) throw new Error(`The product configuration ${path} is not valid:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
