import { setPriority } from "node:os";
import { writeFileSync } from "node:fs";

/**
 * Lowers the priority of a process that leads a session, and of what it starts. Linux shares the processor
 * out between sessions first, on which `nice` alone has no effect (sched(7), autogroup): every bench command
 * has a session of its own, and would get as much as the whole web server.
 */
export function beNice(pid: number, nice: number): void {
  try {
    setPriority(pid, nice);
    writeFileSync(`/proc/${pid}/autogroup`, String(nice));
  } catch {
    // It is over already, or this is no Linux or one without autogroups. Being polite is no reason to fail.
  }
}
