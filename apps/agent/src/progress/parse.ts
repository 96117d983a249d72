import type { Progress } from "@nexus/agent-contract/view";

/** The bench's progress bar, as `new-site`, `install-app` and `migrate` print it between carriage returns. */
const BAR = /^(Updating DocTypes for \S+)\s*: \[=* *\] (\d{1,3})%/;
/** Lines that name a phase without a percentage. */
const PHASE = /^(Installing \S+\.\.\.|Updating Dashboard for \S+|Updating customizations for \S+|Taking backup of \S+|Dropping site database and user|Restoring Database file\.\.\.|Migrating \S+)/;

/** What a line of the bench's output says of its progress, or null when it says nothing of it. */
export function parseProgress(line: string): Progress | null {
  const bar = BAR.exec(line);
  if (bar?.[1] !== undefined) return { line: bar[1], percent: Math.min(Number(bar[2]), 100) };
  const phase = PHASE.exec(line)?.[1];
  return phase === undefined ? null : { line: phase, percent: null };
}
