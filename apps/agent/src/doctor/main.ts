import { parseArgs } from "node:util";
import { EnvError } from "../env.ts";
import { readDoctorEnv } from "./env.ts";
import { examine, type Report } from "./examine.ts";
import { patientOf } from "./patient.ts";

/**
 * `npm run doctor`: whether the bench can serve this system, one line for each thing looked at, or with
 * --json one document. The exit code is 1 when there is a problem.
 */
const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
process.exit(await main());

async function main(): Promise<number> {
  const report = await reportOf();
  const count = (level: string): number => report.filter((finding) => finding.level === level).length;
  const healthy = count("problem") === 0;
  console.log(values.json ? JSON.stringify({ healthy, findings: report }, null, 2) : [...report.map(line), "", summary(count)].join("\n"));
  return healthy ? 0 : 1;
}

async function reportOf(): Promise<Report> {
  try {
    const patient = patientOf(readDoctorEnv(), () => new Date());
    return await examine(patient).finally(() => patient.close());
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    return [{ check: "settings", level: "problem", found: error.message, advice: "Correct it in .env or in the environment." }];
  }
}

function line({ level, check, found, advice }: Report[number]): string {
  const head = `${level.padEnd(8)} ${check.padEnd(9)} `;
  return advice === undefined ? `${head}${found}` : `${head}${found}\n${" ".repeat(head.length)}→ ${advice}`;
}

function summary(count: (level: string) => number): string {
  const [problems, warnings] = [count("problem"), count("warning")];
  if (problems > 0) return `${problems} to mend before the bench can be used, ${warnings} to know of. Nothing was changed.`;
  return warnings > 0 ? `The bench can be used; ${warnings} to know of. Nothing was changed.` : "The bench can be used. Nothing was changed.";
}
