/** How one command is called, in the words of the library that Frappe uses for it (click). */
export interface Usage {
  readonly name: string;
  /** Names of positional arguments; `?` at the end makes one optional, `*` takes all that follow. */
  readonly arguments: readonly string[];
  /** From each spelling of an option to its key. */
  readonly options: Readonly<Record<string, OptionKind>>;
}

/** An option that takes a value, may be given repeatedly, is a switch, or takes one of a few values. */
export interface OptionKind {
  readonly key: string;
  readonly kind: "value" | "values" | "flag" | "no-flag";
  readonly choices?: readonly string[];
}

/** What a command was called with. */
export class Arguments {
  readonly positional: readonly string[];
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(positional: readonly string[], values: ReadonlyMap<string, readonly string[]>) {
    this.positional = positional;
    this.#values = values;
  }

  /** The last value given for an option. */
  value(key: string): string | undefined {
    return this.#values.get(key)?.at(-1);
  }

  values(key: string): readonly string[] {
    return this.#values.get(key) ?? [];
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }
}

/** The command was called in a way that it does not understand: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const value = (key: string, choices?: readonly string[]): OptionKind => ({ key, kind: "value", ...(choices === undefined ? {} : { choices }) });
export const values = (key: string): OptionKind => ({ key, kind: "values" });
export const flag = (key: string): OptionKind => ({ key, kind: "flag" });

/**
 * Reads a command's argv.
 *
 * @param strict when `false`, reading stops at the first positional argument (for options before a command's name)
 * @throws UsageError with click's sentence.
 */
export function parseArguments(usage: Usage, argv: readonly string[], strict = true): { given: Arguments; rest: readonly string[] } {
  const found = new Map<string, string[]>();
  const positional: string[] = [];
  let index = 0;
  let optionsEnded = false;
  for (; index < argv.length; index += 1) {
    const word = argv[index] ?? "";
    if (word === "--" && !optionsEnded) optionsEnded = true;
    else if (!optionsEnded && word.startsWith("-") && word.length > 1) index += readOption(usage, argv.slice(index), found);
    else if (strict) positional.push(word);
    else break;
  }
  if (strict) checkPositional(usage, positional);
  return { given: new Arguments(positional, found), rest: argv.slice(index) };
}

/** @returns how many further words the option took. */
function readOption(usage: Usage, words: readonly string[], found: Map<string, string[]>): number {
  const [word = ""] = words;
  const equals = word.startsWith("--") ? word.indexOf("=") : -1;
  const spelling = equals === -1 ? word : word.slice(0, equals);
  const option = usage.options[spelling];
  if (option === undefined) throw new UsageError(`No such option: ${spelling}`);
  const before = found.get(option.key) ?? [];
  if (option.kind === "no-flag") return found.delete(option.key), 0;
  if (option.kind === "flag") {
    if (equals !== -1) throw new UsageError(`Option '${spelling}' does not take a value.`);
    found.set(option.key, ["true"]);
    return 0;
  }
  const text = equals === -1 ? words[1] : word.slice(equals + 1);
  if (text === undefined) throw new UsageError(`Option '${spelling}' requires an argument.`);
  if (option.choices !== undefined && !option.choices.includes(text)) {
    throw new UsageError(`Invalid value for '${spelling}': '${text}' is not one of ${option.choices.map((choice) => `'${choice}'`).join(", ")}.`);
  }
  found.set(option.key, [...before, text]);
  return equals === -1 ? 1 : 0;
}

function checkPositional(usage: Usage, positional: readonly string[]): void {
  const required = usage.arguments.filter((name) => !/[?*]$/.test(name));
  const missing = required[positional.length];
  if (positional.length < required.length && missing !== undefined) throw new UsageError(`Missing argument '${missing}'.`);
  const endless = usage.arguments.some((name) => name.endsWith("*"));
  const extra = positional.slice(usage.arguments.length);
  if (endless || extra.length === 0) return;
  throw new UsageError(`Got unexpected extra argument${extra.length > 1 ? "s" : ""} (${extra.join(" ")})`);
}

/** What click prints before the reason. */
export function usageText(usage: Usage, error: UsageError): string {
  const shown = usage.arguments.map((name) => (name.endsWith("*") ? `[${name.slice(0, -1)}]...` : name.endsWith("?") ? `[${name.slice(0, -1)}]` : name));
  const path = `bench  ${usage.name}`;
  return `Usage: ${[path, "[OPTIONS]", ...shown].join(" ")}\nTry '${path} --help' for help.\n\nError: ${error.message}`;
}

/** What click prints when the command itself is missing or unknown. */
export function groupUsageText(error: UsageError): string {
  return `Usage: bench  [OPTIONS] COMMAND [ARGS]...\nTry 'bench  --help' for help.\n\nError: ${error.message}`;
}
