import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The sandbox bench of the system under test; its faults are read at every command. */
function faultsFile(): string {
  const bench = process.env.NEXUS_E2E_BENCH;
  if (bench === undefined || bench === "") throw new Error("Set NEXUS_E2E_BENCH to the folder of the sandbox bench, so that this test can make it fail.");
  return join(bench, "config/faults.json");
}

/** Makes the installation of an app fail on one workspace's site, at every try. */
export function failInstallations(subdomain: string): void {
  write([{ fault: "app_fails", command: "install-app", site: `${subdomain}.*`, atPercent: 50 }]);
}

/** The bench works again. */
export function clearFaults(): void {
  write([]);
}

function write(faults: readonly object[]): void {
  const file = faultsFile();
  writeFileSync(`${file}.e2e`, JSON.stringify(faults));
  renameSync(`${file}.e2e`, file);
}
