import type { RunKind } from "@nexus/domain/states/run";
import { deprovisionSite } from "./deprovision-site.ts";
import { provisionSite } from "./provision-site.ts";
import { removeLeftoversRun } from "./remove-leftovers.ts";
import { registerTenantRun } from "./register-tenant.ts";
import { resetPassword } from "./reset-password.ts";
import { resumeSite } from "./resume-site.ts";
import type { RunInput } from "./runs/input.ts";
import { signInLink } from "./sign-in-link.ts";
import type { RunDefinition } from "./step.ts";
import { setPlan } from "./set-plan.ts";
import { suspendSite } from "./suspend-site.ts";

const DEFINITIONS: Readonly<Record<RunKind, (input: RunInput) => RunDefinition>> = {
  provision: provisionSite,
  suspend: suspendSite,
  resume: resumeSite,
  set_plan: setPlan,
  reset_password: resetPassword,
  deprovision: deprovisionSite,
  remove_leftovers: removeLeftoversRun,
  register: registerTenantRun,
  sign_in: signInLink,
};

/** The steps of a run of this kind, from its input alone: the same in every replay. */
export function definitionOf(kind: RunKind, input: RunInput): RunDefinition {
  return DEFINITIONS[kind](input);
}
