import { existsSync } from "node:fs";
import path from "node:path";
import type { Command } from "@nexus/agent-contract/command";
import { ENTRY_FILES } from "../ledger/entry.ts";
import type { Agent } from "./agent.ts";

/**
 * Whether a site folder without a readable config is ours to remove: a newSite of the same site and
 * database found the name free and left its mark before it made the folder. Databases' names are
 * never used twice, so no other site's folder can pass for ours.
 */
export function folderIsOurs(agent: Agent, command: Command): boolean {
  if (command.type !== "dropSite") return false;
  return agent.ledger.all().some(
    ({ key, request }) =>
      request.type === "newSite" && request.site === command.site && request["dbName"] === command.dbName &&
      existsSync(path.join(agent.ledger.folder(key), ENTRY_FILES.began)),
  );
}
