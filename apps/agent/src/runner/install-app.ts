import { checkOurs } from "../bench/check-ours.ts";
import type { Work } from "./perform.ts";

/** Installs an app of the bench on a site; on a site that has it already nothing is done. */
export async function installApp({ command, job, tools }: Work<"installApp">): Promise<Record<string, unknown>> {
  checkOurs(job.bench.path, command);
  const said = await tools.bench(["--site", command.site, "install-app", command.app]);
  return { installed: true, wasInstalled: said.includes(`App ${command.app} already installed`) };
}
