import { copyFile, mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase } from "@nexus/testing/database";
import { freePort } from "@nexus/testing/free-port";
import { type MailServer, startMailServer } from "../world/mail-server.ts";
import type { Program } from "../world/process.ts";
import { createWorld, ROOT_PASSWORD } from "../world/world.ts";
import { createDatabaseHolds } from "./database-holds.ts";
import { createForeignSite } from "./foreign-site.ts";
import { openGate } from "./gate.ts";
import { type Judge, judgeOf } from "./oracle.ts";
import type { HoldingPlaces } from "./place-hold.ts";
import { type Workspaces, workspacesOf } from "./workspaces.ts";

/** The product's programs with a gate at each way between them, so that any of them can be stopped anywhere. */
export interface Stage extends HoldingPlaces {
  readonly mail: MailServer;
  readonly judge: Judge;
  readonly workspaces: Workspaces;
  /** Starts a worker whose ways to the agent and the sites lead through the gates. */
  readonly startWorker: () => Promise<Program>;
  readonly startAgent: () => Promise<Program>;
  /** Copies what the programs have logged to where the end does not delete it. @returns the folder. */
  readonly keepLogs: () => Promise<string>;
  readonly end: () => Promise<void>;
}

/** Held commands keep their places, and the others need some beside them. */
const MANY = "16";

export async function setStage(): Promise<Stage> {
  const testDatabase = await createTestDatabase();
  const database = await createDatabaseHolds(testDatabase.ownerUrl);
  const port = await freePort();
  const mail = await startMailServer(port);
  const world = await createWorld({ database: testDatabase, smtpUrl: `smtp://127.0.0.1:${port}` });
  const startAgent = () => world.startAgent({ AGENT_MAX_COMMANDS: MANY, AGENT_MAX_HELPERS: MANY });
  await world.agent().kill();
  await startAgent();
  const foreign = await createForeignSite(world.bench, ROOT_PASSWORD);
  const [agentGate, sitesGate] = await Promise.all([openGate(world.agentUrl), openGate(world.sitesUrl)]);
  return {
    world, database, agentGate, sitesGate, mail, startAgent,
    judge: judgeOf({ world, mail, foreign }),
    workspaces: workspacesOf(world),
    startWorker: () => world.startWorker({ AGENT_URL: agentGate.url, SITES_UPSTREAM: sitesGate.url }),
    keepLogs: async () => {
      const folder = await mkdtemp(join(tmpdir(), "nexus-kills-"));
      for (const name of await readdir(world.directory)) if (name.endsWith(".log")) await copyFile(join(world.directory, name), join(folder, name));
      return folder;
    },
    end: async () => {
      await database.end();
      await Promise.all([agentGate.close(), sitesGate.close(), mail.close()]);
      await world.end();
    },
  };
}
