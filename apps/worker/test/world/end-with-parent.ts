/**
 * Loaded into each program that a test starts: when the other end of its standard input is gone, so is whoever
 * started it, by a signal or a time limit that left no time to clean up.
 */
process.stdin.once("close", () => process.kill(process.pid, "SIGKILL"));
process.stdin.resume();
// What the program has to do decides how long it lives, not this.
if ("unref" in process.stdin) process.stdin.unref();
