import { randomUUID } from "node:crypto";
import { seal } from "@nexus/domain/secrets/seal";
import { type Browser, PASSWORD, type World } from "../world.ts";

/** Somebody who proved their address a moment ago, and has not started the build yet. */
export interface Verified {
  readonly browser: Browser;
  readonly signupId: string;
  readonly userId: string;
}

/** Makes proved signups in a few statements, as their forms, codes and mails are another matter; one for each IP address of the list. */
export async function verifiedSignups(world: World, ips: readonly string[]): Promise<Verified[]> {
  const { prisma, services, clock } = world;
  const [now, expiresAt] = [clock.now(), new Date(clock.now().getTime() + services.config.durations.verifiedHold)];
  const people = ips.map((ip) => {
    const [userId, signupId] = [randomUUID(), randomUUID()];
    return { ip, userId, signupId, subdomain: `burst-${userId.slice(0, 13)}`, email: `${userId}@example.com` };
  });
  await prisma.user.createMany({ data: people.map(({ userId: id, email }) => ({ id, email, fullName: "Ada Lovelace", emailVerifiedAt: now })) });
  await prisma.signup.createMany({
    data: people.map(({ signupId: id, userId, subdomain, email, ip }) => ({
      id, userId, subdomain, email, ip, state: "verified", fullName: "Ada Lovelace", organization: "Acme", plan: "Free",
      tokenHash: "none", codeHash: "none", codeExpiresAt: expiresAt, requestId: "req-burst", verifiedAt: now, expiresAt,
    })),
  });
  await prisma.nameHold.createMany({ data: people.map(({ signupId, subdomain }) => ({ signupId, subdomain, expiresAt })) });
  await prisma.secret.createMany({
    data: people.map(({ signupId: subject }) => {
      const context = { subject, purpose: "owner_password" };
      return { ...context, expiresAt, sealed: seal(services.sealingKey, context, PASSWORD) };
    }),
  });
  return people.map(({ ip, userId, signupId, email }) => {
    const browser = world.browser({ role: "member", userId, email });
    browser.ip = ip;
    return { browser, signupId, userId };
  });
}

/** An address for each of so many networks. */
export function networks(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
}
