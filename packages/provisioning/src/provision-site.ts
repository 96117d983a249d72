import { patient, once } from "./retry.ts";
import type { RunInput } from "./runs/input.ts";
import { type RunDefinition, type Step, coveredBy, effect, inTransaction, irreversible, nothingToUndo } from "./step.ts";
import { completeSetup } from "./steps/complete-setup.ts";
import { createOwner } from "./steps/create-owner.ts";
import { createSite } from "./steps/create-site.ts";
import { dropSite } from "./steps/drop-site.ts";
import { enableScheduler } from "./steps/enable-scheduler.ts";
import { installApp } from "./steps/install-app.ts";
import { issueApiKeys } from "./steps/issue-api-keys.ts";
import { seedSettings } from "./steps/seed-settings.ts";
import { verifyReady } from "./steps/verify-ready.ts";

const MINUTES = 60;
/** How long the owner may retry a run that failed without choosing a password again. */
const RETRY_WINDOW = 24 * 60 * MINUTES;

/**
 * Builds a workspace: everything that a visitor waits for, in order, each step with its way back.
 * Any failure up to and including `verify_ready` undoes all of it, latest first; the name is freed
 * last. Mail and the registration on the master site follow as durable runs of their own, so that
 * they can fail without harm to a working site.
 */
export function provisionSite(input: RunInput): RunDefinition {
  return {
    steps: [
      {
        name: "reserve_name",
        label: "Reserve the name",
        timeout: 1 * MINUTES,
        retry: once,
        // The row was written when the run was accepted; this step is where its undo has its place.
        run: inTransaction(async () => {}),
        undo: inTransaction((books) => books.tenantBecame("released")),
      },
      {
        name: "create_site",
        label: "Create the site",
        timeout: 20 * MINUTES,
        retry: patient,
        run: effect(createSite),
        undo: effect(dropSite),
      },
      ...input.apps.map(installStep),
      {
        name: "create_owner",
        label: "Create your account",
        timeout: 2 * MINUTES,
        retry: patient,
        run: effect(createOwner),
        undo: coveredBy("create_site"),
      },
      {
        name: "issue_api_keys",
        label: "Issue API keys",
        timeout: 2 * MINUTES,
        retry: patient,
        run: effect(issueApiKeys),
        undo: coveredBy("create_site"),
      },
      {
        name: "seed_settings",
        label: "Enter your organization and plan",
        timeout: 2 * MINUTES,
        retry: patient,
        run: effect(seedSettings),
        undo: coveredBy("create_site"),
      },
      {
        name: "complete_setup",
        label: "Prepare the desk",
        timeout: 10 * MINUTES,
        retry: patient,
        run: effect(completeSetup),
        undo: coveredBy("create_site"),
      },
      {
        name: "enable_scheduler",
        label: "Start background jobs",
        timeout: 2 * MINUTES,
        retry: patient,
        run: effect(enableScheduler),
        undo: coveredBy("create_site"),
      },
      {
        name: "verify_ready",
        label: "Check that you can sign in",
        timeout: 2 * MINUTES,
        retry: patient,
        run: effect(verifyReady),
        undo: nothingToUndo("It only looks."),
      },
      {
        name: "activate",
        label: "Open the workspace",
        timeout: 1 * MINUTES,
        retry: once,
        run: inTransaction(async (books) => {
          await books.tenantBecame("activated");
          await books.wipeSecrets(["owner_password", "administrator_password"]);
          await books.mailOwner("workspace_ready");
          await books.queueRegistration();
        }),
        undo: irreversible("The workspace is its owner's from here on."),
      },
    ],
    rolledBack: async (books) => {
      // A run that was stopped before its first step has nothing to undo, and yet holds the name.
      await books.tenantBecame("released");
      await books.wipeSecrets(["administrator_password", "api_key", "api_secret"]);
      await books.expireSecrets(["owner_password"], RETRY_WINDOW);
      await books.mailOwner("workspace_failed");
    },
    needsAttention: async (books) => {
      await books.wipeSecrets(["administrator_password"]);
      // Of a run whose execution ended after the activation, the register still needs the keys.
      await books.expireSecrets(["owner_password", "api_key", "api_secret"], RETRY_WINDOW);
      await books.mailOwner("workspace_stuck");
    },
  };
}

/** Frappe cannot roll back half an app, so that a failed installation takes the whole site with it, also for another try. */
function installStep(app: string): Step {
  return {
    name: `install_app.${app}`,
    label: `Install ${app}`,
    timeout: 30 * MINUTES,
    // Nothing is wrong with the app then; after any other failure another installation would fail as well.
    retry: { ...patient, maxTries: 3, only: ["LOCK_HELD", "KILLED", "LOST", "DATABASE_DOWN", "REDIS_DOWN"] },
    run: effect(installApp(app)),
    undo: coveredBy("create_site"),
  };
}
