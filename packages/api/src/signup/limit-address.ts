import { networkOf } from "../access/network.ts";
import type { ApiContext } from "../context.ts";

type Asking = Pick<ApiContext, "rateLimits" | "ip">;

/**
 * Counts a mail with a code to an address: ten an hour from one network, so that nobody elsewhere uses up the
 * owner's share, and 40 from all, which is the most that a mailbox can be flooded with. Who has four networks
 * can keep an address from signing up for that hour; the owner of a flooded mailbox would rather have that.
 *
 * @throws NexusError RATE_LIMITED
 */
export async function limitCodeMails({ rateLimits, ip }: Asking, address: string): Promise<void> {
  await rateLimits.consume("codeMailByAddressAndIp", `${address} ${networkOf(ip)}`);
  await rateLimits.consume("codeMailByAddress", address);
}

/**
 * Counts a try at a code for an address, whose signups each have codes and tries of their own: 20 a day from
 * one network, 200 from all. A code is one of a million, so that a day's guessing succeeds once in 50,000 from
 * one network and once in 5,000 from ten and more; fewer than ten cannot keep the owner out.
 *
 * @throws NexusError RATE_LIMITED
 */
export async function limitCodeTries({ rateLimits, ip }: Asking, address: string): Promise<void> {
  await rateLimits.consume("codeByAddressAndIp", `${address} ${networkOf(ip)}`);
  await rateLimits.consume("codeByAddress", address);
}
