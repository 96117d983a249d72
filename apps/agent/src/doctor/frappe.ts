import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** The version on which docs/compatibility.md lists the whole system as seen; of the next one it lists a development state. */
const SEEN = 15;

/** Whether the helper starts on the bench's interpreter, and which Frappe it finds. */
export async function checkFrappe(patient: Patient): Promise<Finding[]> {
  const { frappeVersion, sandbox } = await patient.describe();
  if (sandbox) return [ok(`The helper starts. The bench is the sandbox, which imitates Frappe ${frappeVersion}.`)];
  return [ok("The helper starts on the bench's interpreter."), versionFinding(frappeVersion)];
}

/** What a version of Frappe means for this system. */
export function versionFinding(version: string): Finding {
  const major = Number.parseInt(version, 10);
  if (major === SEEN) return ok(`Frappe is ${version}.`);
  if (major > SEEN) return warning(`Frappe is ${version}; this system was run on version ${SEEN}, and of version ${SEEN + 1} on a development state only, with differences.`, "Try a signup and a deletion on a bench of your own before others do. See docs/compatibility.md.");
  return problem(`Frappe is ${version}, which is not supported.`, `Use a bench of version ${SEEN}.`);
}
