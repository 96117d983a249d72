import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPrisma, type PrismaClient } from "@nexus/db/client";
import { startEmbeddedPostgres } from "@nexus/db/embedded-postgres/start";
import { prepareDatabase } from "@nexus/db/prepare-database";
import { freePort } from "@nexus/testing/free-port";

/** A PostgreSQL server of one test's own, which may be stopped and started again. */
export interface OwnPostgres {
  /** As the application connects. */
  readonly url: string;
  readonly prisma: PrismaClient;
  readonly stop: () => Promise<void>;
  /** SIGKILL to the server. */
  readonly crash: () => void;
  readonly start: () => Promise<void>;
  readonly drop: () => Promise<void>;
}

export async function createOwnPostgres(): Promise<OwnPostgres> {
  const home = await mkdtemp(join(tmpdir(), "nexus-own-postgres-"));
  await chmod(home, 0o711);
  const options = { home, logFile: join(home, "postgres.log"), port: await freePort(), settings: ["fsync=off"], attachedToTerminal: true };
  let server = await startEmbeddedPostgres(options);
  const crash = (): void => void process.kill(server.pid, "SIGKILL");
  process.once("exit", crash);
  const { url } = await prepareDatabase({ owner: server.url, applicationPassword: randomBytes(32).toString("hex") });
  const prisma = createPrisma(url, { connections: 3 });
  return {
    url,
    prisma,
    stop: () => server.stop(),
    crash,
    start: async () => {
      server = await startEmbeddedPostgres(options);
    },
    drop: async () => {
      process.removeListener("exit", crash);
      await prisma.$disconnect();
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}
