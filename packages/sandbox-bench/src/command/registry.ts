import type { Command } from "./context.ts";

/** Where each command lives; loaded only when it is called, for a bench command has to start fast. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  "new-site": async () => (await import("./new-site.ts")).newSite,
  "install-app": async () => (await import("./install-app.ts")).installAppCommand,
  "uninstall-app": async () => (await import("./uninstall-app.ts")).uninstallApp,
  "drop-site": async () => (await import("./drop-site.ts")).dropSite,
  "set-admin-password": async () => (await import("./passwords.ts")).setAdminPassword,
  "set-password": async () => (await import("./passwords.ts")).setUserPassword,
  "set-config": async () => (await import("./config.ts")).setConfig,
  "show-config": async () => (await import("./config.ts")).showConfig,
  "list-apps": async () => (await import("./list-apps.ts")).listApps,
  backup: async () => (await import("./backup.ts")).backup,
  restore: async () => (await import("./restore.ts")).restore,
  migrate: async () => (await import("./migrate.ts")).migrate,
  scheduler: async () => (await import("./scheduler.ts")).scheduler,
  "set-maintenance-mode": async () => (await import("./scheduler.ts")).setMaintenanceMode,
  "add-user": async () => (await import("./add-user.ts")).addUserCommand,
  "add-system-manager": async () => (await import("./add-user.ts")).addSystemManager,
  execute: async () => (await import("./execute.ts")).execute,
  version: async () => (await import("./version.ts")).version,
  browse: async () => (await import("./browse.ts")).browse,
  use: async () => (await import("./use.ts")).use,
};
