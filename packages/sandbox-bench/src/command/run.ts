import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "../bench/paths.ts";
import { readObject } from "../disk/write-atomic.ts";
import { FrappeError, redisDown } from "../frappe/errors.ts";
import { OperationalError } from "../mariadb/errors.ts";
import { Aborted, Console, Exit } from "../terminal/console.ts";
import type { Command } from "./context.ts";
import { type Arguments, flag, groupUsageText, parseArguments, type Usage, UsageError, usageText, value } from "./parse.ts";
import { COMMANDS } from "./registry.ts";
import { traceback } from "./traceback.ts";
import { Trouble } from "../trouble.ts";

const GROUP: Usage = {
  name: "COMMAND",
  arguments: [],
  options: { "--site": value("site"), "--profile": flag("profile"), "--verbose": flag("verbose"), "--force": flag("force") },
};

/**
 * Runs one bench command.
 *
 * @param argv what follows `frappe` in `python -m frappe.utils.bench_helper frappe …`
 * @returns the exit code: 0, 1 for any failure, 2 for a call that is not understood.
 */
export async function runCommand(bench: Bench, argv: readonly string[]): Promise<number> {
  const console = new Console();
  let usage = GROUP;
  try {
    if (argv[0] === "--help") return help(console);
    const { given: group, rest } = parseArguments(GROUP, argv, false);
    const [name = "", ...own] = rest;
    const command = await loadCommand(name);
    usage = command.usage;
    const { given } = parseArguments(command.usage, own);
    checkChoice(command, given);
    await execute(command, { bench, console, given, sites: chosenSites(bench, group) });
    return 0;
  } catch (error) {
    return explain(console, usage, error);
  }
}

function help(console: Console): number {
  console.say(`Usage: bench  [OPTIONS] COMMAND [ARGS]...\n\nA sandbox: an imitation of Frappe's bench, not Frappe.\n\nCommands:\n${Object.keys(COMMANDS).sort().map((name) => `  ${name}`).join("\n")}`);
  return 0;
}

async function loadCommand(name: string): Promise<Command> {
  if (name === "") throw new UsageError("Missing command.");
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) throw new UsageError(`No such command '${name}'.`);
  return load();
}

function checkChoice({ choices }: Command, given: Arguments): void {
  const [word] = given.positional;
  if (choices === undefined || word === undefined || choices.includes(word)) return;
  const listed = choices.map((choice) => `'${choice}'`).join(", ");
  throw new UsageError(`Invalid value for '{${choices.join("|")}}': '${word}' is not one of ${listed}.`);
}

async function execute(command: Command, context: Parameters<Command["run"]>[0]): Promise<void> {
  const subject = command.subject?.(context.given) ?? {};
  const trouble = Trouble.take(context.bench.root, {
    kind: "command", name: command.usage.name, site: subject.site ?? context.sites[0] ?? null, apps: subject.apps ?? [],
  });
  await trouble.delay("slow");
  await command.run(context, trouble);
  if (trouble.find("exit_nonzero_after_effect") !== undefined) throw redisDown(13_000);
}

function chosenSites(bench: Bench, group: Arguments): readonly string[] {
  const named = group.value("site") ?? process.env["FRAPPE_SITE"] ?? readObject(join(bench.sites, "common_site_config.json"))["default_site"];
  if (typeof named !== "string" || named === "") return [];
  return named === "all" ? allSites(bench) : [named];
}

/** Folders that hold a site_config.json. */
export function allSites(bench: Bench): string[] {
  if (!existsSync(bench.sites)) return [];
  return readdirSync(bench.sites).filter((name) => existsSync(join(bench.sites, name, "site_config.json"))).sort();
}

function explain(console: Console, usage: Usage, error: unknown): number {
  if (error instanceof Exit) return error.code;
  if (error instanceof Aborted) {
    console.complain("\nAborted!");
    return 1;
  }
  if (error instanceof UsageError) {
    console.complain(usage === GROUP ? groupUsageText(error) : usageText(usage, error));
    return 2;
  }
  if (error instanceof FrappeError || error instanceof OperationalError) {
    console.complain(traceback(error));
    return 1;
  }
  throw error;
}
