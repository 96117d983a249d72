import type { SignupState } from "@nexus/domain/states/signup";
import { publicProcedure } from "../trpc.ts";
import { ownSignup } from "./cookie.ts";
import { OPEN_SIGNUPS } from "./end-signup.ts";
import { currentInput, currentOutput } from "./schema.ts";
import { signupTimes } from "./view.ts";

/** The visitor's own signup, after a reload. */
export const current = publicProcedure.input(currentInput).output(currentOutput).query(async ({ ctx, input }) => {
  const signup = await ownSignup(ctx, input.signupId);
  const { organization, subdomain, fullName, email } = signup;
  const ranOut = OPEN_SIGNUPS.includes(signup.state) && signup.expiresAt <= ctx.now();
  const state = ranOut ? "expired" : (signup.state as SignupState);
  return { ...signupTimes(ctx.config, signup), state, organization, subdomain, fullName, email };
});
