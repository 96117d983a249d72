/** What happens to one call to the agent. */
export type CallFault = "request lost" | "answer lost" | "delivered twice" | "delivered late";

/** Which calls a fault is for. */
export type CallKind = "start" | "get" | "watch" | "cancel" | "other" | "answer";

/** How much later than its caller gave it up a late request arrives, in milliseconds. */
export const LATE = 45_000;

/** The faults that wait for the next calls. */
export class Network {
  /** While {@link accepted} tells. */
  isAnswering = false;
  readonly #faults: { readonly kind: CallKind; readonly fault: CallFault }[] = [];
  readonly #siteFaults: CallFault[] = [];
  /** Highest epoch of a call that the agent took, by run. */
  readonly highest = new Map<string, number>();
  /** Calls of a run's older owner that had an effect after one of a newer owner. */
  readonly stale: string[] = [];
  readonly #hooks: ((key: string) => void)[] = [];
  readonly #siteHooks: ((site: string) => void)[] = [];

  failNext(kind: CallKind, fault: CallFault): void {
    this.#faults.push({ kind, fault });
  }

  failNextToSite(fault: CallFault): void {
    this.#siteFaults.push(fault);
  }

  /** Tells of each command that the agent accepted, before its caller hears of it. */
  onAccepted(hook: (key: string) => void): void {
    this.#hooks.push(hook);
  }

  accepted(key: string): void {
    this.isAnswering = true;
    for (const hook of this.#hooks) hook(key);
    this.isAnswering = false;
  }

  /** Notes that the agent took a call with this fence. */
  passed({ run, epoch }: { run: string; epoch: number }): void {
    const highest = this.highest.get(run) ?? 0;
    if (epoch < highest) this.stale.push(`the agent took a call of epoch ${epoch} after one of epoch ${highest}`);
    else this.highest.set(run, epoch);
  }

  /** Tells of each request to a site, before it is answered. */
  onSiteRequest(hook: (site: string) => void): void {
    this.#siteHooks.push(hook);
  }

  siteRequest(site: string): void {
    for (const hook of this.#siteHooks) hook(site);
  }

  take(kind: CallKind): CallFault | null {
    const at = this.#faults.findIndex((waiting) => waiting.kind === kind);
    return at < 0 ? null : (this.#faults.splice(at, 1)[0]?.fault ?? null);
  }

  takeSiteFault(): CallFault | null {
    return this.#siteFaults.shift() ?? null;
  }
}
