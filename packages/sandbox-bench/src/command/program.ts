/**
 * Runs a program of the bench to its end and exits with its code. Ctrl-C ends it as it ends a click
 * command: `Aborted!`, exit code 1.
 */
export async function runProgram(main: () => Promise<number>): Promise<never> {
  process.on("SIGINT", () => {
    process.stderr.write("\nAborted!\n", () => process.exit(1));
  });
  // Whoever read the output is gone: nobody is left to tell.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => process.exit(1));
  const code = await main();
  // process.exit drops what a slow reader has not taken yet.
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(code);
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((done) => {
    stream.write("", () => done());
  });
}
