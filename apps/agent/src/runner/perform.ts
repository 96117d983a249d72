import type { Command } from "@nexus/agent-contract/command";
import { backupSite } from "./backup.ts";
import { dropSite } from "./drop-site.ts";
import type { Job } from "./job.ts";
import { installApp } from "./install-app.ts";
import { newSite } from "./new-site.ts";
import { removeLeftovers } from "./remove-leftovers.ts";
import { restoreSite } from "./restore.ts";
import { setConfig } from "./set-config.ts";
import type { RunnerTools } from "./tools.ts";

/** What one job's work is given. */
export interface Work<T extends Command["type"]> {
  readonly command: Extract<Command, { type: T }>;
  readonly job: Job;
  readonly tools: RunnerTools;
}

type Facts = Record<string, unknown>;

/**
 * Does the job's command and answers the facts that it found.
 *
 * @throws CommandFailed or BenchFailed
 */
export async function perform(job: Job, tools: RunnerTools): Promise<Facts> {
  const { command } = job;
  switch (command.type) {
    case "newSite": return newSite({ command, job, tools });
    case "installApp": return installApp({ command, job, tools });
    case "dropSite": return dropSite({ command, job, tools });
    case "removeLeftovers": return removeLeftovers({ command, job, tools });
    case "setConfig": return setConfig({ command, job, tools });
    case "backup": return backupSite({ command, job, tools });
    case "restore": return restoreSite({ command, job, tools });
    case "migrate":
      await tools.bench(["--site", command.site, "migrate"]);
      return {};
    case "setAdminPassword":
      await tools.bench(["--site", command.site, "set-admin-password"], [command.password]);
      return {};
    case "createOwner":
    case "setOwnerPassword":
    case "setApiKeys":
    case "completeSetup":
    case "seedSettings":
    case "setScheduler":
    case "setMaintenanceMode":
    case "registerTenant":
      throw new TypeError(`${command.type} is not done by a runner.`);
  }
}
