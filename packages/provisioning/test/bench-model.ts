import type { Command } from "@nexus/agent-contract/command";
import { StepError, type StepFailure } from "@nexus/domain/errors/step-failure";

/** Something that goes wrong, as often as `times` says. */
export interface ModelFault {
  readonly command: Command["type"];
  readonly failure: StepFailure;
  times: number;
  /** The effect happens all the same, at least in part, as with a bench that is killed. */
  readonly afterEffect?: boolean;
}

/** A bench as the runs see it: sites with their databases, and a ledger that knows each key's outcome. */
export interface BenchModel {
  /** Database by site. */
  readonly sites: Map<string, string>;
  /** Every command that was really done, in order: `<type> <site>`. */
  readonly done: string[];
  /** The same commands with all that they carried. */
  readonly commands: Command[];
  readonly faults: ModelFault[];
  readonly perform: (key: string, command: Command) => Promise<Readonly<Record<string, unknown>>>;
}

export function benchModel(faults: ModelFault[] = []): BenchModel {
  const sites = new Map<string, string>();
  const ledger = new Map<string, StepFailure | "succeeded">();
  const done: string[] = [];
  const commands: Command[] = [];

  const effect = (command: Command): StepFailure | "succeeded" => {
    commands.push(command);
    done.push(`${command.type} ${command.site}`);
    if (command.type === "newSite") {
      if (sites.has(command.site)) return { code: "SITE_EXISTS", message: "The site exists.", retryable: false };
      sites.set(command.site, command.dbName);
    }
    const dbName = sites.get(command.site);
    if (dbName !== undefined && "dbName" in command && dbName !== command.dbName) return { code: "NOT_OURS", message: "Another run's.", retryable: false };
    if (command.type === "dropSite") sites.delete(command.site);
    return "succeeded";
  };
  const outcomeOf = (command: Command): StepFailure | "succeeded" => {
    const fault = faults.find(({ command: type, times }) => type === command.type && times > 0);
    if (fault === undefined) return effect(command);
    fault.times -= 1;
    if (fault.afterEffect === true) effect(command);
    return fault.failure;
  };
  return {
    sites, done, commands, faults,
    perform: async (key, command) => {
      const outcome = ledger.get(key) ?? outcomeOf(command);
      ledger.set(key, outcome);
      if (outcome !== "succeeded") throw new StepError(outcome);
      return {};
    },
  };
}

export const down: StepFailure = { code: "DATABASE_DOWN", message: "The bench's database does not answer.", retryable: true };
export const broken: StepFailure = { code: "BENCH_FAILED", message: "The bench command failed.", retryable: false };
