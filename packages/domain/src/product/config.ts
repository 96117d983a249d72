import { z } from "zod";
import { PLANS } from "../plans/plan.ts";

/** The product's name where nobody gave it one. */
export const DEFAULT_NAME = "Nexus";

const line = (most: number) => z.string().trim().min(1).max(most);

/** What is sold here: everything that the public pages say, so that no text of theirs is in the code. */
export const productConfig = z.strictObject({
  name: line(40),
  /** One short line above the headline and in the browser's title. */
  tagline: line(80),
  headline: line(90),
  introduction: line(400),
  features: z.array(z.strictObject({ title: line(60), text: line(240) })).min(1).max(9),
  plan: z.strictObject({
    name: z.enum(PLANS),
    price: line(40),
    note: line(160),
    includes: z.array(line(120)).max(8),
  }),
  /** Hue of the accent colour in degrees; its lightness is fixed, so that contrast holds for every hue. */
  accentHue: z.number().min(0).max(360),
  /** Shown where a person may need help; left out when there is none. */
  supportEmail: z.email().optional(),
});
export type Product = z.infer<typeof productConfig>;

/** What a configuration file may say: any part of it; the rest keeps the default. */
export const productOverride = productConfig.partial().extend({
  $schema: z.string().optional(),
  plan: productConfig.shape.plan.partial().optional(),
});
export type ProductOverride = z.infer<typeof productOverride>;
