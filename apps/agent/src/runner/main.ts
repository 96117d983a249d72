import { existsSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { ENTRY_FILES } from "../ledger/entry.ts";
import { beNice } from "../process/be-nice.ts";
import { doJob } from "./do-job.ts";
import { job as jobSchema } from "./job.ts";

/**
 * Does one command of the ledger, apart from the agent so that the agent may die: reads the job from
 * standard input, leaves the output and at the very end the outcome in the entry's folder. A job that
 * does not arrive whole is not begun, and no outcome tells so.
 */
const stop = new AbortController();
const job = jobSchema.parse(JSON.parse(await text(process.stdin)));
const stopped = (): void => stop.abort(existsSync(path.join(job.folder, ENTRY_FILES.cancelled)) ? "CANCELLED" : "KILLED");
process.on("SIGTERM", stopped).on("SIGINT", stopped);
process.on("SIGHUP", () => {});
beNice(process.pid, job.bench.nice);
await doJob(job, stop);
process.exit(0);
