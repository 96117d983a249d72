import { z } from "zod";

/** What a visitor types: any string up to a bound; the rules of names answer in words, not as a bad request. */
export const checkInput = z.strictObject({
  subdomain: z.string().max(100),
  /** The visitor's own signup, whose hold on the name does not count against them. */
  signupId: z.uuid().optional(),
});

export const checkOutput = z.strictObject({
  subdomain: z.string(),
  available: z.boolean(),
  /** Why not, as a sentence; `null` when available. */
  reason: z.string().nullable(),
  /** Three free names when this one cannot be had, else empty. */
  suggestions: z.array(z.string()),
});

export const suggestInput = z.strictObject({ organization: z.string().max(200) });
/** A free name made from the organization's. */
export const suggestOutput = z.strictObject({ subdomain: z.string() });
