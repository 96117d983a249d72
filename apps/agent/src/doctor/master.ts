import { siteFacts } from "@nexus/agent-contract/view";
import { type Finding, ok, problem, warning } from "./finding.ts";
import type { Patient } from "./patient.ts";

/** Whether the site that keeps the register of tenants can be worked on. */
export async function checkMaster(patient: Patient): Promise<Finding[]> {
  const { masterSite } = patient.env;
  if (masterSite === null) return [ok("MASTER_SITE_NAME is not set: tenants are registered nowhere but in this system.")];
  const facts = await patient.ask({ op: "siteFacts", args: { site: masterSite } }, siteFacts);
  if (!facts.exists) return [problem(`The bench has no site ${masterSite}, which MASTER_SITE_NAME names: registrations fail and are tried again without end.`, `Make it (\`bench new-site ${masterSite}\`), or unset MASTER_SITE_NAME.`)];
  if (facts.installedApps === null) return [problem(`The site ${masterSite} cannot be read: its database or its database user is missing.`, "Restore it from a backup.")];
  if (facts.setupComplete === false) return [warning(`The setup wizard of ${masterSite} has not been gone through.`, "Registrations work; go through it before people use the site.")];
  return [ok(`The master site ${masterSite} can be worked on.`)];
}
