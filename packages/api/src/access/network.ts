/**
 * What limits count as one visitor: an IPv4 address, or the /64 of an IPv6 address, in which anybody
 * with one line has more addresses than any limit can count.
 */
export function networkOf(ip: string | null): string {
  if (ip === null || !ip.includes(":")) return ip ?? "unknown";
  const address = `http://[${ip.split("%")[0] ?? ""}]`;
  if (!URL.canParse(address)) return ip;
  const [head, tail] = new URL(address).hostname.slice(1, -1).split("::").map((part) => part.split(":").filter((group) => group !== ""));
  const [before = [], after = []] = [head, tail];
  const zeros = Array<string>(8 - before.length - after.length).fill("0");
  return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}
