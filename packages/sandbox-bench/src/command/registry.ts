import type { Command } from "./context.ts";

/** Where each command lives; loaded only when it is called, for a bench command has to start fast. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  "new-site": async () => (await import("./new-site.ts")).newSite,
  "install-app": async () => (await import("./install-app.ts")).installAppCommand,
  "drop-site": async () => (await import("./drop-site.ts")).dropSite,
  use: async () => (await import("./use.ts")).use,
};
