import "server-only";
import { resolve } from "node:path";
import type { Product, ProductOverride } from "@nexus/domain/product/config";
import { readProductOverride } from "@nexus/domain/product/read-override";
import { env } from "../env.ts";
import { defaultProduct } from "./default-product.ts";

/** `next start` runs in this app's folder, so the root of the repository is two levels up. */
const ROOT = "../..";

let kept: Product | undefined;

/**
 * What is sold here, read once per process: the default, overlaid by the configuration file, overlaid
 * by PRODUCT_NAME, PRODUCT_HEADLINE and DEFAULT_PLAN.
 *
 * @throws Error with a sentence that names the file and the field when the file is wrong.
 */
export function readProduct(): Product {
  kept ??= overlay(defaultProduct, readProductOverride(resolve(/* turbopackIgnore: true */ process.cwd(), ROOT), env.PRODUCT_CONFIG));
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
