import { parseArgs } from "node:util";
import { RUN_KINDS } from "@nexus/domain/states/run";
import { startTemporaryPostgres } from "@nexus/db/embedded-postgres/temporary";
import { shareServerUrl } from "@nexus/testing/env";
import { playFreezes } from "./frozen.ts";
import { playKillList } from "./kill-list.ts";
import { progressOnScreen } from "./progress.ts";
import { reportFreezes, reportKills, reportRestarts } from "./report.ts";
import { playRestarts } from "./restarts.ts";

const HELP = `npm run kill: kills the product's real processes at every moment of every step of each kind of run, and of a build's undo.

  --alone        one kill -9 for each run, instead of one for the eight runs of a worker or agent
  --kind <kind>  only runs of this kind: ${RUN_KINDS.join(", ")}
  --only <text>  only the steps whose name holds the text
  --restarts     instead: two workers build while PostgreSQL is stopped, or killed, every five to ten seconds
  --runs <n>     with --restarts: how many workspaces; 500 when left out
  --frozen       instead: of two and of three workers, one is frozen past its lease at every step, and thaws later`;

const { values } = parseArgs({
  options: {
    alone: { type: "boolean", default: false }, kind: { type: "string" }, only: { type: "string", default: "" },
    restarts: { type: "boolean", default: false }, runs: { type: "string", default: "500" },
    frozen: { type: "boolean", default: false }, help: { type: "boolean", default: false },
  },
});

/** @returns whether all ended as it should. */
async function main(): Promise<boolean> {
  const progress = progressOnScreen();
  if (values.restarts) return reportRestarts(await playRestarts(Number(values.runs), progress));
  const kind = RUN_KINDS.find((known) => known === values.kind) ?? null;
  if (values.kind !== undefined && kind === null) throw new TypeError(`There is no kind ${values.kind}, but ${RUN_KINDS.join(", ")}.`);
  const postgres = await startTemporaryPostgres();
  shareServerUrl(postgres.url);
  try {
    if (values.frozen) return reportFreezes(await playFreezes([2, 3], { kind, only: values.only }, progress));
    return reportKills(await playKillList({ alone: values.alone, kind, only: values.only }, progress));
  } finally {
    await postgres.stop();
  }
}

// The programs that were started end with this process; see world/process.ts.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
if (values.help) console.log(HELP);
else process.exitCode = (await main()) ? 0 : 1;
