import { parseArgs } from "node:util";
import { startTemporaryPostgres } from "@nexus/db/embedded-postgres/temporary";
import { shareServerUrl } from "@nexus/testing/env";
import { playKillList } from "./kill-list.ts";
import { progressOnScreen } from "./progress.ts";
import { reportKills } from "./report.ts";

const HELP = `npm run kill: kills the product's real processes at every moment of every step of a build and of its undo.

  --alone        one kill -9 for each run, instead of one for all moments of a step
  --only <text>  only the steps whose name holds the text`;

const { values } = parseArgs({ options: { alone: { type: "boolean", default: false }, only: { type: "string", default: "" }, help: { type: "boolean", default: false } } });

async function main(): Promise<boolean> {
  const progress = progressOnScreen();
  const postgres = await startTemporaryPostgres();
  shareServerUrl(postgres.url);
  try {
    return reportKills(await playKillList({ alone: values.alone, only: values.only }, progress));
  } finally {
    await postgres.stop();
  }
}

if (values.help) console.log(HELP);
else process.exitCode = (await main()) ? 0 : 1;
