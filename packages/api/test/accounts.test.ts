import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { networkOf } from "../src/access/network.ts";
import { checkPassword } from "../src/accounts/check-password.ts";
import { hashPassword, passwordMatches } from "../src/accounts/password-hash.ts";
import { CONFIG_DEFAULTS } from "../src/config-defaults.ts";
import { passwordMark } from "../src/accounts/password-mark.ts";
import { redeemTicket } from "../src/accounts/redeem-ticket.ts";
import { ADMIN, ADMIN_EMAIL, ADMIN_PASSWORD, OPERATOR, OPERATOR_PASSWORD, PASSWORD, type World, createWorld, form, verifiedMember, workspace } from "./world.ts";

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.end());

const context = () => world.browser().context();
const withPassword = (password: string) => {
  const { config } = world.services;
  return { ...context(), config: { ...config, staff: { ...config.staff, admin: { ...config.staff.admin, password } } } };
};
const newest = (action: string) => world.prisma.auditEvent.findFirst({ where: { action }, orderBy: { id: "desc" } });

async function ticketOf(wanted = form()) {
  const { api } = world.browser();
  const { signupId } = await api.signup.start(wanted);
  const { ticket } = await api.signup.verify({ signupId, code: await world.mailedCode(wanted.email) });
  return { ticket, signupId, email: wanted.email };
}

test.each([
  ["192.0.2.7", "192.0.2.7"], ["2001:db8::1", "2001:db8:0:0::/64"], ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2:ffff::", "2001:db8:1:2::/64"], ["::1", "0:0:0:0::/64"], ["fe80::1%eth0", "fe80:0:0:0::/64"], [null, "unknown"],
])("limits count %s as %s", (ip, network) => {
  expect(networkOf(ip)).toBe(network);
});

describe("a password's hash", () => {
  test("fits its password only, and no two are alike", async () => {
    const cost = CONFIG_DEFAULTS.passwordCost;
    const [one, two] = await Promise.all([hashPassword(PASSWORD, cost), hashPassword(PASSWORD, { N: 2 ** 10, r: 8, p: 1 })]);
    expect(one).not.toBe(two);
    expect(one).not.toContain(PASSWORD);
    expect(await passwordMatches(PASSWORD, one, cost)).toBe(true);
    expect(await passwordMatches(PASSWORD, two, cost)).toBe(true);
    expect(await passwordMatches(`${PASSWORD} `, two, cost)).toBe(false);
    expect(await passwordMatches(PASSWORD, null, cost)).toBe(false);
  });
});

describe("redeemTicket", () => {
  test("turns a ticket into its person's session, and records it", async () => {
    const { ticket, email } = await ticketOf();
    const user = await world.prisma.user.findUniqueOrThrow({ where: { email } });
    expect(await redeemTicket(context(), ticket)).toEqual({ role: "member", userId: user.id, email });
    expect(await newest("session.started")).toMatchObject({ actorKind: "owner", actor: user.id, ip: "192.0.2.7", reason: "ticket" });
  });

  test("works once, also for twins", async () => {
    const { ticket } = await ticketOf();
    const sessions = await Promise.all([redeemTicket(context(), ticket), redeemTicket(context(), ticket)]);
    expect(sessions.filter((session) => session !== null)).toHaveLength(1);
    expect(await redeemTicket(context(), ticket)).toBeNull();
    expect(await newest("session.refused")).toMatchObject({ actorKind: "visitor", outcome: "refused" });
  });

  test("is good for two minutes", async () => {
    const { ticket } = await ticketOf();
    world.clock.advance(2 * 60_000);
    expect(await redeemTicket(context(), ticket)).toBeNull();
  });

  test("nothing that is no ticket opens a session", async () => {
    const { signupId } = await ticketOf();
    for (const ticket of ["", "x", `${signupId}.`, `${signupId}.${"x".repeat(43)}`, `${signupId}`]) {
      expect(await redeemTicket(context(), ticket)).toBeNull();
    }
  });
});

describe("passwordMark", () => {
  test("stays for a member until the address is proved again with another password, or the member is gone", async () => {
    const wanted = form();
    const { session } = await verifiedMember(world, wanted);
    const mark = await passwordMark(context(), session);
    expect(await passwordMark(context(), session)).toBe(mark);
    expect(mark).not.toBe(await passwordMark(context(), (await verifiedMember(world)).session));
    await verifiedMember(world, { ...form(), email: wanted.email, password: "another-lantern-77-reef" });
    expect(await passwordMark(context(), session)).toMatch(/^[\w-]{22}$/);
    expect(await passwordMark(context(), session)).not.toBe(mark);
    expect(await passwordMark(context(), { ...session, userId: "00000000-0000-4000-8000-000000000000" })).toBeNull();
  });

  test("changes for admins with the configured password", async () => {
    const changed = withPassword("another-admin-password");
    const mark = await passwordMark(context(), ADMIN);
    expect(mark).not.toContain(ADMIN_PASSWORD);
    expect(await passwordMark(changed, ADMIN)).not.toBe(mark);
    expect(await passwordMark(changed, OPERATOR)).toBe(await passwordMark(context(), OPERATOR));
  });
});

test("the session of an admin or operator ends with their place in the configuration", async () => {
  const { config } = world.services;
  const staff = { admin: { ...config.staff.admin, emails: [OPERATOR.email] }, operator: { ...config.staff.operator, emails: [] } };
  for (const session of [ADMIN, OPERATOR]) {
    expect(await passwordMark(context(), session)).toMatch(/^[\w-]{22}$/);
    expect(await passwordMark({ ...context(), config: { ...config, staff } }, session)).toBeNull();
  }
});

describe("checkPassword", () => {
  test("signs a person in, whatever the case of the address", async () => {
    const { session } = await verifiedMember(world);
    expect(await checkPassword(context(), ` ${session.email.toUpperCase()} `, PASSWORD)).toEqual(session);
    expect(await newest("session.started")).toMatchObject({ actorKind: "owner", actor: session.userId, reason: "password" });
  });

  test("refuses a wrong password, an unknown address, a person without password and nonsense alike", async () => {
    const { session } = await verifiedMember(world);
    const { owner } = await workspace(world);
    for (const [email, password] of [[session.email, "wrong"], ["nobody@example.com", PASSWORD], [owner.email, ""], ["no address", ""], [session.email, "x".repeat(5_000)]] as const) {
      expect(await checkPassword(context(), email, password)).toBeNull();
    }
    expect(await newest("session.refused")).toMatchObject({ actor: "visitor", reason: "password" });
  });

  test("takes as long for an unknown address as for a known one", async () => {
    const { email, userId } = (await verifiedMember(world)).session;
    const passwordCost = { N: 2 ** 15, r: 8, p: 1 };
    await world.prisma.user.update({ where: { id: userId }, data: { passwordHash: await hashPassword(PASSWORD, passwordCost) } });
    const timed = async (address: string) => {
      const start = performance.now();
      await checkPassword({ ...context(), config: { ...world.services.config, passwordCost } }, address, "wrong");
      return performance.now() - start;
    };
    const known = Math.min(await timed(email), await timed(email), await timed(email));
    expect(await timed("nobody@example.com")).toBeGreaterThan(known / 2);
  });

  test("an admin is who has a configured address and the configured password", async () => {
    expect(await checkPassword(context(), ADMIN_EMAIL, ADMIN_PASSWORD)).toEqual({ role: "admin", email: ADMIN_EMAIL });
    expect(await newest("session.started")).toMatchObject({ actorKind: "admin", actor: ADMIN_EMAIL });
    expect(await checkPassword(context(), ADMIN_EMAIL, PASSWORD)).toBeNull();
    const { session } = await verifiedMember(world);
    expect(await checkPassword(context(), session.email, ADMIN_PASSWORD)).toBeNull();
  });

  test("an operator is who has a configured address and the operators' password, which opens no admin's session", async () => {
    expect(await checkPassword(context(), OPERATOR.email, OPERATOR_PASSWORD)).toEqual(OPERATOR);
    expect(await newest("session.started")).toMatchObject({ actorKind: "operator", actor: OPERATOR.email });
    expect(await checkPassword(context(), OPERATOR.email, ADMIN_PASSWORD)).toBeNull();
    expect(await checkPassword(context(), ADMIN_EMAIL, OPERATOR_PASSWORD)).toBeNull();
  });

  test("nobody is an admin while no password is configured", async () => {
    const unconfigured = withPassword("");
    expect(await checkPassword(unconfigured, ADMIN_EMAIL, "")).toBeNull();
  });

  test("wrong tries from one network do not lock the person out of another, until there are very many", async () => {
    const rates = { ...world.services.config.rates, signInByAddressAndIp: { points: 1, seconds: 900 }, signInByAddress: { points: 3, seconds: 900 } };
    const strict = await createWorld({ rates });
    try {
      const from = (ip: string, password = "wrong") => checkPassword({ ...strict.browser().context(), ip }, ADMIN_EMAIL, password);
      expect(await from("2001:db8:0:1::1")).toBeNull();
      await expect(from("2001:db8:0:1:ffff::2")).rejects.toMatchObject({ code: "RATE_LIMITED" });
      expect(await from("2001:db8:0:2::1", ADMIN_PASSWORD)).toMatchObject({ role: "admin" });
      expect(await from("192.0.2.1")).toBeNull();
      await expect(from("192.0.2.2")).rejects.toMatchObject({ code: "RATE_LIMITED" });
    } finally {
      await strict.end();
    }
  });

  test.each(["signInByIp", "signInByAddressAndIp", "signInByAddress"] as const)("is limited by %s", async (name) => {
    const strict = await createWorld({ rates: { ...world.services.config.rates, [name]: { points: 1, seconds: 900 } } });
    try {
      const attempt = () => checkPassword(strict.browser().context(), "someone@example.com", "wrong");
      expect(await attempt()).toBeNull();
      await expect(attempt()).rejects.toMatchObject({ code: "RATE_LIMITED" });
    } finally {
      await strict.end();
    }
  });
});
