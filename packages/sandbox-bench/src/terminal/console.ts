/** Ends the command with this exit code, everything that is to be said having been said. */
export class Exit extends Error {
  override readonly name = "Exit";
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** The end of standard input, or Ctrl-C, where the command wanted an answer: `Aborted!` */
export class Aborted extends Error {
  override readonly name = "Aborted";
}

/** Standard input line by line, read only when somebody asks. */
export class Lines {
  readonly #input: NodeJS.ReadStream;
  #iterator: AsyncIterator<string> | null = null;

  constructor(input: NodeJS.ReadStream) {
    this.#input = input;
  }

  /** The next line without its end, or `null` at the end of the input. */
  async next(): Promise<string | null> {
    this.#iterator ??= splitLines(this.#input);
    const result = await this.#iterator.next();
    return result.done === true ? null : result.value;
  }
}

async function* splitLines(input: NodeJS.ReadStream): AsyncGenerator<string> {
  let rest = "";
  input.setEncoding("utf8");
  for await (const chunk of input) {
    const parts = (rest + String(chunk)).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
}

/** What a bench command says and asks. */
export class Console {
  readonly #lines = new Lines(process.stdin);

  /** A line on standard output. */
  say(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  /** Text on standard output as it is: a progress line ends in no newline. */
  write(text: string): void {
    process.stdout.write(text);
  }

  complain(line: string): void {
    process.stderr.write(`${line}\n`);
  }

  /**
   * Asks for a password as Python's getpass does without a terminal: the prompt on stderr, the answer
   * from standard input. @throws Aborted at the input's end.
   */
  async askPassword(prompt: string): Promise<string> {
    process.stderr.write(`Warning: Password input may be echoed.\n${prompt}`);
    const answer = await this.#lines.next();
    if (answer === null) throw new Aborted();
    return answer;
  }

  /** A yes-or-no question on standard output. @throws Aborted at the input's end. */
  async confirm(question: string): Promise<boolean> {
    process.stdout.write(`${question} [y/N]: `);
    const answer = await this.#lines.next();
    if (answer === null) throw new Aborted();
    return /^y(es)?$/i.test(answer.trim());
  }
}
