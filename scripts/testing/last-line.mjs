/** `N passed, N failed`, and how many tests were not run, where, and why as far as that was told. */
export function lastLine(results) {
  const sum = (key) => results.reduce((total, result) => total + (result[key] ?? 0), 0);
  const all = `${sum("passed")} passed, ${sum("failed")} failed`;
  const left = results.filter(({ skipped }) => skipped > 0).map(({ name, skipped, note }) => `${skipped} of ${name}${note ? ` (${note})` : ""}`);
  return left.length === 0 ? all : `${all}, ${sum("skipped")} not run: ${left.join(", ")}`;
}
