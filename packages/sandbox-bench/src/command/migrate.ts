import { readManifest } from "../bench/app-manifest.ts";
import { milliseconds } from "../bench/settings.ts";
import { installedApps } from "../frappe/defaults.ts";
import { tablesOf } from "../frappe/install-app.ts";
import { hasSetupWizard } from "../frappe/setup-wizard.ts";
import type { Site } from "../frappe/site.ts";
import { type Command, type Context, onEachSite } from "./context.ts";
import { flag } from "./parse.ts";
import { showProgress } from "../terminal/progress.ts";

/** `migrate`: syncs every installed app's doctypes and writes down what is installed. */
export const migrate: Command = {
  usage: { name: "migrate", arguments: [], options: { "--skip-failing": flag("skipFailing"), "--skip-search-index": flag("skipSearchIndex") } },
  run: (context, trouble) =>
    onEachSite(context, trouble, (site) => {
      context.console.say(`Migrating ${site.name}`);
      return site.underLock("bench_migrate", () => migrateSite(context, site));
    }),
};

async function migrateSite({ console }: Context, site: Site): Promise<void> {
  const database = site.connect();
  const manifests = installedApps(database).map((app) => readManifest(site.bench, app)).filter((manifest) => manifest !== null);
  for (const manifest of manifests) {
    const { fast, real } = manifest.installTime;
    await showProgress(console, site.trouble, {
      title: `Updating DocTypes for ${manifest.name}`,
      updates: manifest.progressUpdates,
      milliseconds: milliseconds(site.bench, { fast: fast / 4, real: real / 4 }),
      advance: () => {},
    });
    database.createTables(tablesOf(manifest));
    console.say(`Updating Dashboard for ${manifest.name}`);
  }
  database.update("tabInstalled Application", (rows) => {
    for (const manifest of manifests) {
      const { name, version, branch } = manifest;
      rows[name] = { is_setup_complete: 0, ...rows[name], app_name: name, app_version: version, git_branch: branch, has_setup_wizard: hasSetupWizard(name, manifest) ? 1 : 0 };
    }
  });
  console.say(`Queued rebuilding of search index for ${site.name}`);
}
