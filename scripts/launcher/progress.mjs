const HEARTBEAT_MS = 10_000;

/**
 * Prints what is going on, each line with the seconds since the start; long work says every ten seconds
 * that it still goes on.
 */
export function createProgress(print = console.log, begun = Date.now()) {
  const say = (sentence) => print(`${String(Math.round((Date.now() - begun) / 1000)).padStart(4)} s  ${sentence}`);
  return {
    say,
    /** Says `doing`, does `work`, says `done` (or what it makes of the result); a failure passes through. */
    async during(doing, work, done) {
      say(doing);
      const heartbeat = setInterval(() => say(`… ${still(doing)}`), HEARTBEAT_MS);
      try {
        const result = await work();
        const sentence = typeof done === "function" ? done(result) : done;
        if (sentence) say(sentence);
        return result;
      } finally {
        clearInterval(heartbeat);
      }
    },
  };
}

/** "Building the web app (this takes a minute)" → "still building the web app". */
function still(doing) {
  return `still ${doing.charAt(0).toLowerCase()}${doing.slice(1).replace(/ \(.*\)$/, "")}`;
}
