import { definitionOf } from "@nexus/provisioning/definition";
import type { Step } from "@nexus/provisioning/step";
import type { RunKind } from "@nexus/domain/states/run";
import type { Story } from "./schedule.ts";

export const APPS = ["alpha", "beta"] as const;

/** The run that a story's faults are about. */
export interface Target {
  readonly kind: RunKind;
  readonly attempt: number;
  readonly direction: "run" | "undo";
}

export const TARGETS: Readonly<Record<Story, Target>> = {
  "a workspace is built": { kind: "provision", attempt: 1, direction: "run" },
  "a build fails and is undone": { kind: "provision", attempt: 1, direction: "undo" },
  "a failed build is tried again": { kind: "provision", attempt: 2, direction: "run" },
  "a workspace is removed": { kind: "deprovision", attempt: 1, direction: "run" },
  "a workspace is closed": { kind: "suspend", attempt: 1, direction: "run" },
  "a workspace is opened": { kind: "resume", attempt: 1, direction: "run" },
  "a plan is changed": { kind: "set_plan", attempt: 1, direction: "run" },
  "a sign-in is made": { kind: "sign_in", attempt: 1, direction: "run" },
  "a workspace is registered": { kind: "register", attempt: 1, direction: "run" },
  "a password is set anew": { kind: "reset_password", attempt: 1, direction: "run" },
  "the name is that of somebody else's site": { kind: "provision", attempt: 1, direction: "undo" },
  "a build whose undo failed is tried again": { kind: "provision", attempt: 2, direction: "run" },
  "what a build left comes back": { kind: "remove_leftovers", attempt: 1, direction: "run" },
};

/** How a step, or its undo, reaches the bench: by which commands, and whether a runner does them. */
export interface Reach {
  readonly commands: readonly string[];
  readonly byRunner: boolean;
}

const runner = (...commands: string[]): Reach => ({ commands, byRunner: true });
const helper = (...commands: string[]): Reach => ({ commands, byRunner: false });

/** By step's name, and `undo:` before it for its undo. `null`: the sites are asked, not the bench; not there: only the database is. */
const REACH: Readonly<Record<string, Reach | null>> = {
  create_site: runner("new-site"), "undo:create_site": runner("dropDatabase"), install_app: runner("install-app"),
  create_owner: helper("createOwner"), issue_api_keys: helper("setApiKeys"), seed_settings: helper("seedSettings"), complete_setup: helper("completeSetup"),
  enable_scheduler: helper("setScheduler"), verify_ready: null,
  suspend_site: helper("setMaintenanceMode"), drop_site: runner("backup", "dropDatabase"), unregister: helper("registerTenant"),
  close_site: helper("setMaintenanceMode"), open_site: helper("setMaintenanceMode"), register: helper("registerTenant"), remove_leftovers: runner("dropDatabase"), set_password: helper("setOwnerPassword"),
};

/** One step of a story's run in the direction in which it is met there. */
export interface MetStep {
  readonly step: Step;
  readonly direction: "run" | "undo";
  readonly work: "transaction" | "nothing" | "sites" | "link" | Reach;
}

/** The steps that a story's faults can be about, from the list of steps itself. */
export function metSteps(story: Story): MetStep[] {
  const { kind, direction } = TARGETS[story];
  const { steps } = definitionOf(kind, { apps: [...APPS], dbName: "nx_0123456789abcdef01234567_1" });
  return steps.flatMap((step): MetStep[] => {
    if (direction === "run") return [{ step, direction, work: workOf(step.name, step.run.kind) }];
    if (step.undo.kind === "covered" || step.undo.kind === "irreversible" || step.undo.kind === "nothing") return [];
    const work = workOf(`undo:${step.name}`, step.undo.kind);
    // What is somebody else's is looked at and left alone: there is no effect to be in the middle of.
    return [{ step, direction, work: story === "the name is that of somebody else's site" && typeof work === "object" ? { ...work, commands: [] } : work }];
  });
}

function workOf(name: string, kind: "effect" | "transaction"): MetStep["work"] {
  if (kind === "transaction") return "transaction";
  const known = REACH[name] ?? REACH[name.split(".")[0] ?? ""];
  if (known !== undefined) return known ?? "sites";
  if (name === "make_link") return "link";
  throw new TypeError(`The simulation does not know how ${name} reaches the bench; tell it in schedules/steps.ts.`);
}
