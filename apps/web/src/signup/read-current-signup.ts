import "server-only";
import { toNexusError } from "@nexus/api/errors";
import { splitToken } from "@nexus/api/signup/cookie";
import { logger } from "../logging/logger.ts";
import type { Outputs } from "../trpc/client.ts";
import { pageCaller } from "../trpc/caller.ts";

/** The signup that this browser began, or `null`; a cookie that opens nothing is as good as none. */
export async function readCurrentSignup(cookie: string | undefined): Promise<Outputs["signup"]["current"] | null> {
  const parts = splitToken(cookie ?? null);
  if (parts === null) return null;
  try {
    return await (await pageCaller()).signup.current({ signupId: parts.signupId });
  } catch (error) {
    const { code } = toNexusError(error);
    if (code !== "NOT_FOUND") logger.warn({ err: error }, "A signup in progress could not be read; the form is shown empty.");
    return null;
  }
}
