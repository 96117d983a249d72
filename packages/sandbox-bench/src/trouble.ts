import { setTimeout as delay } from "node:timers/promises";
import { isArmed, noteHeld, takeFaults, type Fault, type FaultKind, type Situation } from "./faults.ts";
import { diskFull, redisDown } from "./frappe/errors.ts";
import { OperationalError, serverDown } from "./mariadb/errors.ts";
import { missesDatabase, type Redis, wrongRedisPort } from "./services.ts";

/** Where a fault strikes when nobody said how far the command should get first. */
const DEFAULT_PERCENT = 50;
const DEFAULT_SECONDS = 5;
const HOLD_POLL_MS = 50;

/** The faults that one command, operation or request meets, taken once at its start. */
export class Trouble {
  readonly #root: string;
  readonly #faults: readonly Fault[];
  readonly #held = new Set<Fault>();

  constructor(root: string, faults: readonly Fault[]) {
    this.#root = root;
    this.#faults = faults;
  }

  /** Takes, and counts down, the faults that are armed for `situation` in the bench at `root`. */
  static take(root: string, situation: Situation): Trouble {
    return new Trouble(root, takeFaults(root, situation));
  }

  find(kind: FaultKind): Fault | undefined {
    return this.#faults.find((fault) => fault.fault === kind);
  }

  /** Strikes before a connection to the database is made. @throws OperationalError 2003. */
  beforeConnecting(): void {
    const fault = this.find("database_down");
    if (missesDatabase(this.#root) || (fault !== undefined && fault.atPercent === undefined)) throw serverDown();
  }

  /** Strikes before one of the Redis servers is asked. @throws FrappeError ConnectionError. */
  beforeAsking(redis: Redis): void {
    const wrongPort = wrongRedisPort(this.#root, redis);
    if (wrongPort !== null) throw redisDown(wrongPort);
    if (this.find("redis_down") !== undefined) throw redisDown(redis === "cache" ? 13_000 : 11_000);
  }

  /** Waits until the time of a delay is over; without `times` at the latest until it is disarmed. */
  async delay(kind: "slow" | "http_slow"): Promise<void> {
    const fault = this.find(kind);
    if (fault === undefined) return;
    const end = Date.now() + (fault.seconds ?? DEFAULT_SECONDS) * 1000;
    while (Date.now() < end && (fault.times !== undefined || isArmed(this.#root, fault))) {
      await delay(Math.min(100, Math.max(1, end - Date.now())));
    }
  }

  /** Strikes when a command has come as far as `percent`: may throw, never return, or kill this process. */
  async at(percent: number): Promise<void> {
    for (const fault of this.#faults) {
      if (percent < (fault.atPercent ?? DEFAULT_PERCENT)) continue;
      if (fault.fault === "hold") await this.#hold(fault);
      else await strike(fault);
    }
  }

  /** Stays here, once, until the fault is disarmed. */
  async #hold(fault: Fault): Promise<void> {
    if (this.#held.has(fault)) return;
    this.#held.add(fault);
    const takeBack = noteHeld(this.#root, fault);
    while (isArmed(this.#root, fault)) await delay(HOLD_POLL_MS);
    takeBack();
  }
}

async function strike(fault: Fault): Promise<void> {
  switch (fault.fault) {
    case "kill_at":
      process.kill(process.pid, "SIGKILL");
      return forever();
    case "hang":
      return forever();
    case "database_down":
      throw new OperationalError(2013, "Lost connection to MySQL server during query");
    case "disk_full":
      if (fault.atPercent === 0) throw diskFull("./site");
      throw new OperationalError(1114, "The table 'tabDocField' is full");
    default:
  }
}

/** Stays until somebody ends the process: a pending promise alone would let Node exit. */
function forever(): Promise<never> {
  return new Promise(() => setInterval(() => {}, 60_000));
}
