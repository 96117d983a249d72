import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { list as listAudit } from "./audit/list.ts";
import { watch as watchAudit } from "./audit/watch.ts";
import { check } from "./availability/check.ts";
import { suggest } from "./availability/suggest.ts";
import { drift } from "./benches/drift.ts";
import { status as onboardingStatus } from "./onboarding/status.ts";
import { abort } from "./provisioning/abort.ts";
import { list as listRuns } from "./provisioning/list.ts";
import { retry } from "./provisioning/retry.ts";
import { start as startRun } from "./provisioning/start.ts";
import { status as runStatus } from "./provisioning/status.ts";
import { watch as watchRun } from "./provisioning/watch.ts";
import { current } from "./signup/current.ts";
import { resend } from "./signup/resend.ts";
import { start as startSignup } from "./signup/start.ts";
import { verify } from "./signup/verify.ts";
import { get } from "./tenants/get.ts";
import { list as listTenants } from "./tenants/list.ts";
import { mine } from "./tenants/mine.ts";
import { open } from "./tenants/open.ts";
import { remove } from "./tenants/remove.ts";
import { removeNow } from "./tenants/remove-now.ts";
import { resetOwnerPassword } from "./tenants/reset-owner-password.ts";
import { resume } from "./tenants/resume.ts";
import { setPlan } from "./tenants/set-plan.ts";
import { suspend } from "./tenants/suspend.ts";
import { undelete } from "./tenants/undelete.ts";
import { createCallerFactory, router } from "./trpc.ts";

/** Everything that the web app, the admin panel and other programs may ask of this product. */
export const appRouter = router({
  availability: router({ check, suggest }),
  signup: router({ start: startSignup, resend, current, verify }),
  onboarding: router({ status: onboardingStatus }),
  provisioning: router({ start: startRun, status: runStatus, watch: watchRun, retry, abort, list: listRuns }),
  tenants: router({ mine, get, list: listTenants, open, remove, removeNow, undelete, suspend, resume, setPlan, resetOwnerPassword }),
  benches: router({ drift }),
  audit: router({ list: listAudit, watch: watchAudit }),
});

export type AppRouter = typeof appRouter;
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;

/** Calls procedures without HTTP: on the server, and in tests. */
export const createCaller = createCallerFactory(appRouter);
