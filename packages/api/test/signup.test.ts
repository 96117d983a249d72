import { unseal } from "@nexus/domain/secrets/seal";
import { MAIL_VALUES } from "@nexus/provisioning/mail/queue-mail";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type World, createWorld, failure, form, PASSWORD, verifiedMember, workspace } from "./world.ts";

let world: World;
beforeAll(async () => { world = await createWorld(); });
afterAll(() => world.end());

const MINUTE = 60_000;

/** A started signup, as its browser has it. */
async function started(wanted = form()) {
  const browser = world.browser();
  const answer = await browser.api.signup.start(wanted);
  return { browser, api: browser.api, wanted, signupId: answer.signupId, answer };
}
async function mailValues(to: string): Promise<object> {
  const mail = await world.prisma.outboxMail.findFirstOrThrow({ where: { to } });
  const values = unseal(world.services.sealingKey, { subject: mail.id, purpose: MAIL_VALUES }, mail.sealedValues ?? new Uint8Array());
  return JSON.parse(values) as object;
}
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
const row = (id: string) => world.prisma.signup.findUniqueOrThrow({ where: { id } });
const events = (actor: string) => world.prisma.auditEvent.findMany({ where: { actor }, orderBy: { id: "asc" } });

describe("signup.start", () => {
  test("holds the name, seals the password, mails a six-digit code and creates nothing else", async () => {
    const { signupId, wanted, answer, browser } = await started();
    const now = world.clock.now().getTime();
    expect(answer).toEqual({
      signupId, heldUntil: new Date(now + 30 * MINUTE), codeSentAt: new Date(now), codeExpiresAt: new Date(now + 15 * MINUTE), codeUsedUp: false, resendAfter: new Date(now + 30_000),
    });
    expect(await row(signupId)).toMatchObject({ state: "pending", plan: "Free", ip: "192.0.2.7", userId: null });
    expect(await world.mailedCode(wanted.email)).toMatch(/^\d{6}$/);
    expect(browser.cookie).toContain(signupId);
    expect(await world.prisma.user.count({ where: { email: wanted.email } })).toBe(0);
    expect(await world.prisma.tenant.count({ where: { subdomain: wanted.subdomain } })).toBe(0);
    expect((await events(signupId)).map(({ action }) => action)).toEqual(["signup.started", "mail.queued", "signup.code_sent"]);
  });

  test("keeps neither password, code nor token in the open", async () => {
    const { wanted, browser } = await started();
    const code = await world.mailedCode(wanted.email);
    const token = browser.cookie?.split(".")[1] ?? "";
    const tables = await Promise.all([
      world.prisma.signup.findMany(), world.prisma.auditEvent.findMany(), world.prisma.outboxMail.findMany(), world.prisma.secret.findMany(),
      world.prisma.$queryRaw`select * from dbos.workflow_status`,
    ]);
    const dump = JSON.stringify(tables, (_, value: unknown) => {
      if (typeof value === "bigint") return String(value);
      return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value;
    });
    expect(dump).toContain(wanted.email);
    for (const secret of [PASSWORD, `"${code}"`, token]) expect(dump).not.toContain(secret);
  });

  test("the plan is the installation's, and a visitor cannot name another", async () => {
    const refusal = await failure(world.browser().api.signup.start({ ...form(), plan: "Enterprise" } as never));
    expect(refusal).toMatchObject({ code: "INVALID_INPUT", field: "plan" });
  });

  test.each([
    ["a taken name's holder", "SUBDOMAIN_TAKEN", "subdomain", async () => (await started()).wanted.subdomain],
    ["an active tenant's name", "SUBDOMAIN_TAKEN", "subdomain", async () => (await workspace(world)).tenant.subdomain],
    ["a resting name", "SUBDOMAIN_TAKEN", "subdomain", async () => (await workspace(world, { tenant: "deleted" })).tenant.subdomain],
  ])("%s: refused, with three free names, and nothing is kept", async (_, code, field, taken) => {
    const wanted = { ...form(await taken()), email: "second@example.com" };
    const refusal = await failure(world.browser().api.signup.start(wanted));
    expect(refusal).toMatchObject({ code, field, httpStatus: 409 });
    expect(refusal.details["suggestions"]).toHaveLength(3);
    expect(await world.prisma.signup.count({ where: { email: "second@example.com" } })).toBe(0);
    expect(await world.prisma.outboxMail.count({ where: { to: "second@example.com" } })).toBe(0);
  });

  test("a name that breaks the rules is refused in words", async () => {
    expect(await failure(world.browser().api.signup.start({ ...form(), subdomain: "www" })))
      .toMatchObject({ code: "SUBDOMAIN_INVALID", field: "subdomain", message: "This name is reserved. Please choose another.", details: { problem: "reserved" } });
  });

  test("a password made of the visitor's own words is too weak", async () => {
    const wanted = { ...form(), organization: "Zebrafish Logistics", password: "zebrafish1" };
    expect(await failure(world.browser().api.signup.start(wanted))).toMatchObject({ code: "PASSWORD_WEAK", field: "password" });
  });

  test("the answer for a known address is shaped like the one for an unknown address, mail included", async () => {
    const { owner } = await workspace(world);
    const known = await started({ ...form(), email: owner.email });
    const unknown = await started();
    const shape = (answer: object) => Object.fromEntries(Object.entries(answer).filter(([key]) => key !== "signupId"));
    expect(shape(known.answer)).toEqual(shape(unknown.answer));
    expect(known.browser.cookie?.length).toBe(unknown.browser.cookie?.length);
    const actions = async ({ signupId }: { signupId: string }) => (await events(signupId)).map(({ action }) => action);
    expect(await actions(known)).toEqual(await actions(unknown));
    const mail = (to: string) => world.prisma.outboxMail.findFirstOrThrow({ where: { to }, select: { template: true, state: true } });
    expect(await mail(owner.email)).toEqual(await mail(unknown.wanted.email));
  });

  test("only the mail tells that an address has an account, and what the code does to it", async () => {
    const { owner } = await workspace(world);
    const [known, unknown] = [{ ...form(), email: owner.email }, form()];
    for (const wanted of [known, unknown]) await started(wanted);
    expect(await mailValues(known.email)).toMatchObject({ known: true });
    expect(await mailValues(unknown.email)).toMatchObject({ known: false });
  });

  test("signing up again in the same browser sets the former name free and wipes its password", async () => {
    const first = await started();
    const { signupId } = await first.api.signup.start(form());
    expect(await row(first.signupId)).toMatchObject({ state: "expired" });
    expect(await world.prisma.secret.count({ where: { subject: first.signupId } })).toBe(0);
    expect(await world.browser().api.availability.check({ subdomain: first.wanted.subdomain })).toMatchObject({ available: true });
    const ended = await world.prisma.auditEvent.findFirst({ where: { action: "signup.expired", subdomain: first.wanted.subdomain } });
    expect(ended).toMatchObject({ actor: signupId, reason: "The visitor signed up again." });
  });

  test("the same browser may sign up again for the name that it holds", async () => {
    const { api, wanted, signupId } = await started();
    expect((await api.signup.start({ ...wanted, fullName: "Ada King" })).signupId).not.toBe(signupId);
  });

  test("signing up again for a name that others have keeps the former signup", async () => {
    const { tenant } = await workspace(world);
    const { api, signupId, wanted } = await started();
    expect(await failure(api.signup.start({ ...wanted, subdomain: tenant.subdomain }))).toMatchObject({ code: "SUBDOMAIN_TAKEN" });
    expect(await api.signup.current({ signupId })).toMatchObject({ state: "pending" });
  });

  test("an expired hold goes to the next one who asks, and the former signup ends", async () => {
    const first = await started();
    world.clock.advance(30 * MINUTE);
    await started({ ...form(first.wanted.subdomain), email: "next@example.com" });
    expect(await row(first.signupId)).toMatchObject({ state: "expired" });
    expect(await world.prisma.secret.count({ where: { subject: first.signupId } })).toBe(0);
    expect(await failure(first.api.signup.resend({ signupId: first.signupId }))).toMatchObject({ code: "SIGNUP_EXPIRED" });
  });

  test.each(["signupByIp", "codeMailByAddressAndIp", "codeMailByAddress"] as const)("is limited by %s", async (name) => {
    const strict = await createWorld({ rates: { ...world.services.config.rates, [name]: { points: 1, seconds: 3600 } } });
    try {
      await strict.browser().api.signup.start({ ...form(), email: "same@example.com" });
      const again = strict.browser().api.signup.start({ ...form(), email: " SAME@example.com " });
      expect(await failure(again)).toMatchObject({ code: "RATE_LIMITED" });
    } finally {
      await strict.end();
    }
  });
});

describe("signup.verify", () => {
  // A second sign-up used to change the name of an account without a word.
  test("a code for an address with an account sets its password, and leaves its name", async () => {
    const { owner } = await workspace(world);
    const before = await world.prisma.user.findUniqueOrThrow({ where: { id: owner.id } });
    const { api, signupId } = await started({ ...form(), email: owner.email, fullName: "Somebody Else" });
    await api.signup.verify({ signupId, code: await world.mailedCode(owner.email) });
    const after = await world.prisma.user.findUniqueOrThrow({ where: { id: owner.id } });
    expect(after.fullName).toBe(before.fullName);
    expect(after.passwordHash).not.toBe(before.passwordHash);
  });

  test("the mailed code proves the address: a user, a longer hold, a ticket", async () => {
    const { api, signupId, wanted } = await started();
    const { ticket } = await api.signup.verify({ signupId, code: await world.mailedCode(wanted.email) });
    expect(ticket).toContain(signupId);
    const signup = await row(signupId);
    expect(signup).toMatchObject({ state: "verified", verifiedAt: world.clock.now() });
    expect(ticket).not.toContain(signup.ticketHash);
    const user = await world.prisma.user.findUniqueOrThrow({ where: { email: wanted.email } });
    expect(user).toMatchObject({ id: signup.userId, fullName: "Ada Lovelace", emailVerifiedAt: world.clock.now() });
    expect(user.passwordHash).toMatch(/^scrypt\$/);
    const hold = await world.prisma.nameHold.findUniqueOrThrow({ where: { signupId } });
    expect(hold.expiresAt).toEqual(new Date(world.clock.now().getTime() + 120 * MINUTE));
    expect(await events(signupId)).toContainEqual(expect.objectContaining({ action: "signup.verified", outcome: "succeeded" }));
  });

  test("four wrong codes are counted down, the fifth closes the code, and the right one is then refused too", async () => {
    const { api, signupId, wanted } = await started();
    const code = await world.mailedCode(wanted.email);
    for (const triesLeft of [4, 3, 2, 1]) {
      expect(await failure(api.signup.verify({ signupId, code: wrong(code) }))).toMatchObject({ code: "CODE_WRONG", field: "code", details: { triesLeft } });
    }
    expect(await failure(api.signup.verify({ signupId, code: wrong(code) }))).toMatchObject({ code: "CODE_TRIES_EXCEEDED" });
    expect(await failure(api.signup.verify({ signupId, code }))).toMatchObject({ code: "CODE_TRIES_EXCEEDED" });
    const refused = (await events(signupId)).filter(({ action }) => action === "signup.code_refused");
    expect(refused.map(({ errorCode }) => errorCode)).toEqual([...Array<string>(4).fill("CODE_WRONG"), "CODE_TRIES_EXCEEDED", "CODE_TRIES_EXCEEDED"]);
  });

  test("a new code after too many tries works, and the former one does not; the signup's page is told both", async () => {
    const { api, signupId, wanted } = await started();
    const old = await world.mailedCode(wanted.email);
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await api.signup.current({ signupId })).toMatchObject({ codeUsedUp: false });
      await failure(api.signup.verify({ signupId, code: wrong(old) }));
    }
    expect(await api.signup.current({ signupId })).toMatchObject({ codeUsedUp: true });
    world.clock.advance(30_000);
    expect(await api.signup.resend({ signupId })).toMatchObject({ codeUsedUp: false, codeSentAt: world.clock.now() });
    const fresh = await world.mailedCode(wanted.email);
    if (fresh !== old) expect(await failure(api.signup.verify({ signupId, code: old }))).toMatchObject({ code: "CODE_WRONG" });
    expect(await api.signup.verify({ signupId, code: fresh })).toMatchObject({ signupId });
  });

  test("50 guesses at once count as 50: no more than five are looked at", async () => {
    const { api, signupId, wanted } = await started();
    const code = await world.mailedCode(wanted.email);
    const answers = await Promise.all(Array.from({ length: 50 }, () => failure(api.signup.verify({ signupId, code: wrong(code) }))));
    expect(answers.filter((answer) => answer.code === "CODE_WRONG")).toHaveLength(4);
    expect(answers.filter((answer) => answer.code === "CODE_TRIES_EXCEEDED")).toHaveLength(46);
    expect((await row(signupId)).codeTries).toBe(5);
  });

  test("a code is good for 15 minutes, and what was typed is kept", async () => {
    const { api, signupId, wanted } = await started();
    const code = await world.mailedCode(wanted.email);
    world.clock.advance(15 * MINUTE);
    expect(await failure(api.signup.verify({ signupId, code }))).toMatchObject({ code: "CODE_EXPIRED", field: "code" });
    await api.signup.resend({ signupId });
    expect(await api.signup.verify({ signupId, code: await world.mailedCode(wanted.email) })).toMatchObject({ signupId });
  });

  test("after the hold's 30 minutes the signup is over", async () => {
    const { api, signupId, wanted } = await started();
    const code = await world.mailedCode(wanted.email);
    world.clock.advance(30 * MINUTE);
    expect(await failure(api.signup.verify({ signupId, code }))).toMatchObject({ code: "SIGNUP_EXPIRED" });
    expect(await failure(api.signup.resend({ signupId }))).toMatchObject({ code: "SIGNUP_EXPIRED" });
  });

  test("a used code is refused as used", async () => {
    const { api, signupId, wanted } = await started();
    const code = await world.mailedCode(wanted.email);
    await api.signup.verify({ signupId, code });
    expect(await failure(api.signup.verify({ signupId, code }))).toMatchObject({ code: "CODE_USED" });
    expect(await failure(api.signup.resend({ signupId }))).toMatchObject({ code: "CODE_USED" });
  });

  test("of two twins with the right code one proves the address", async () => {
    const { api, signupId, wanted } = await started();
    const code = await world.mailedCode(wanted.email);
    const answers = await Promise.allSettled([api.signup.verify({ signupId, code }), api.signup.verify({ signupId, code })]);
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await world.prisma.user.count({ where: { email: wanted.email } })).toBe(1);
  });

  test("somebody who proves the address again keeps the account and gets the new password", async () => {
    const first = await verifiedMember(world);
    const before = await world.prisma.user.findUniqueOrThrow({ where: { id: first.session.userId } });
    const second = await verifiedMember(world, { ...form(), email: first.session.email });
    expect(second.session.userId).toBe(first.session.userId);
    const after = await world.prisma.user.findUniqueOrThrow({ where: { id: first.session.userId } });
    expect(after.passwordHash).not.toBe(before.passwordHash);
  });
});

test("whoever tries wrong codes for an address elsewhere does not keep its owner from proving it", async () => {
  const strict = await createWorld({ rates: { ...world.services.config.rates, codeByAddressAndIp: { points: 2, seconds: 86_400 } } });
  try {
    const { email } = form();
    const begin = async (ip: string) => {
      const { api } = Object.assign(strict.browser(), { ip });
      const { signupId } = await api.signup.start({ ...form(), email });
      const code = await strict.mailedCode(email);
      return { right: () => api.signup.verify({ signupId, code }), wrong: () => failure(api.signup.verify({ signupId, code: wrong(code) })) };
    };
    const stranger = await begin("198.51.100.1");
    const codes = [await stranger.wrong(), await stranger.wrong(), await stranger.wrong()].map(({ code }) => code);
    expect(codes).toEqual(["CODE_WRONG", "CODE_WRONG", "RATE_LIMITED"]);
    const owner = await begin("192.0.2.1");
    expect(await owner.right()).toHaveProperty("ticket");
  } finally {
    await strict.end();
  }
});

test("all mails with codes to one address are counted, those asked for again and from elsewhere too", async () => {
  const strict = await createWorld({ rates: { ...world.services.config.rates, codeMailByAddress: { points: 2, seconds: 3600 } } });
  try {
    const { email } = form();
    const { api } = strict.browser();
    const { signupId } = await api.signup.start({ ...form(), email });
    strict.clock.advance(30_000);
    await api.signup.resend({ signupId });
    strict.clock.advance(30_000);
    expect(await failure(api.signup.resend({ signupId }))).toMatchObject({ code: "RATE_LIMITED" });
    expect(await failure(Object.assign(strict.browser(), { ip: "198.51.100.1" }).api.signup.start({ ...form(), email }))).toMatchObject({ code: "RATE_LIMITED" });
    expect(await strict.prisma.outboxMail.count({ where: { to: email } })).toBe(2);
  } finally {
    await strict.end();
  }
});

test("codes are not guessed by many signups or codes for one address: its tries are limited, and refusals recorded", async () => {
  const strict = await createWorld({ rates: { ...world.services.config.rates, codeByAddress: { points: 2, seconds: 86_400 } } });
  try {
    const wanted = form();
    const codes = [];
    for (const ip of ["192.0.2.1", "192.0.2.2", "192.0.2.3"]) {
      const { api } = Object.assign(strict.browser(), { ip });
      const { signupId } = await api.signup.start({ ...form(), email: wanted.email });
      const code = wrong(await strict.mailedCode(wanted.email));
      codes.push((await failure(api.signup.verify({ signupId, code }))).code);
    }
    expect(codes).toEqual(["CODE_WRONG", "CODE_WRONG", "RATE_LIMITED"]);
    expect(await strict.prisma.auditEvent.count({ where: { action: "signup.code_refused", errorCode: "RATE_LIMITED" } })).toBe(1);
  } finally {
    await strict.end();
  }
});

test.each(["Visit http://evil.example", "go to WWW.evil.example", "a/b", "a\\b", "<b>Win</b>", "Ada\nYour code is 1", "Ada\u2028www.evil.example", "A\u0000da"])(
  "nobody gets %j mailed to an address in one's name or organization", async (words) => {
    const { api } = world.browser();
    for (const field of ["organization", "fullName"]) {
      expect(await failure(api.signup.start({ ...form(), [field]: words }))).toMatchObject({ code: "INVALID_INPUT", field });
    }
  },
);

test.each([
  "Your invoice is overdue, see evil-bank.com", "evil.museum", "1.evil.example", "call us at fraud@evil.example", "evil\u3002com", "Ada evil\uff0ecom", "EVIL.COM", "пример.рф", "evil.xn--p1ai",
])("nobody gets %j mailed to an address in one's name, for a mail program to make a link of", async (fullName) => {
  const refusal = await failure(world.browser().api.signup.start({ ...form(), fullName }));
  expect(refusal).toMatchObject({ code: "INVALID_INPUT", field: "fullName", fields: { fullName: ["Put a space after a dot."] } });
});

test("a mail to an address that nobody has proved says nothing of the organization, which may well be called like a domain", async () => {
  const wanted = { ...form(), organization: "Booking.com", fullName: "Dr. J.R. Tolkien Jr." };
  await started(wanted);
  expect(Object.keys(await mailValues(wanted.email)).sort()).toEqual(["code", "fullName", "known", "minutes"]);
});

test("names of people and organizations as they are in use are accepted", async () => {
  const { signupId } = await world.browser().api.signup.start({ ...form(), organization: "  Müller & Söhne, Inc. (Köln): 50% off! ", fullName: "Anne-Marie O’Neill Jr." });
  expect(await row(signupId)).toMatchObject({ organization: "Müller & Söhne, Inc. (Köln): 50% off!" });
});

describe("signup.resend", () => {
  test("not before 30 seconds, and it says how many are left", async () => {
    const { api, signupId } = await started();
    world.clock.advance(10_000);
    expect(await failure(api.signup.resend({ signupId }))).toMatchObject({ code: "RATE_LIMITED", details: { retryAfterSeconds: 20 } });
  });

  test("at most five codes for one signup", async () => {
    const { api, signupId, wanted } = await started();
    for (let sent = 1; sent < 5; sent += 1) {
      world.clock.advance(30_000);
      await api.signup.resend({ signupId });
    }
    world.clock.advance(30_000);
    expect(await failure(api.signup.resend({ signupId }))).toMatchObject({ code: "CODE_SENDS_EXCEEDED" });
    expect(await world.prisma.outboxMail.count({ where: { to: wanted.email } })).toBe(5);
  });

  test("pressed twice at once it mails one code", async () => {
    const { api, signupId, wanted } = await started();
    world.clock.advance(30_000);
    await Promise.allSettled([api.signup.resend({ signupId }), api.signup.resend({ signupId }), api.signup.resend({ signupId })]);
    expect(await world.prisma.outboxMail.count({ where: { to: wanted.email } })).toBe(2);
  });

  test("none is sent when the signup is over before it could be read and typed, and the visitor hears so", async () => {
    const { api, signupId, wanted } = await started();
    world.clock.advance(28 * MINUTE);
    await api.signup.resend({ signupId });
    world.clock.advance(MINUTE);
    expect(await failure(api.signup.resend({ signupId }))).toMatchObject({ code: "SIGNUP_EXPIRED", message: expect.stringMatching(/too short for another code/) as string });
    expect(await world.prisma.outboxMail.count({ where: { to: wanted.email } })).toBe(2);
  });

  test("a code never outlives the signup", async () => {
    const { api, signupId, answer } = await started();
    world.clock.advance(20 * MINUTE);
    expect((await api.signup.resend({ signupId })).codeExpiresAt).toEqual(answer.heldUntil);
  });
});

describe("signup.current", () => {
  test("tells the visitor's own signup, without the password", async () => {
    const { api, signupId, wanted, answer } = await started();
    const { password: _, ...rest } = wanted;
    expect(await api.signup.current({ signupId })).toEqual({ ...rest, ...answer, state: "pending" });
  });

  test("a signup whose time ran out is told as expired before anybody cleaned up", async () => {
    const { api, signupId } = await started();
    world.clock.advance(31 * MINUTE);
    expect(await api.signup.current({ signupId })).toMatchObject({ state: "expired" });
  });
});

describe("a signup's id alone opens nothing", () => {
  test.each(["resend", "current", "verify"] as const)("signup.%s from another browser", async (procedure) => {
    const { signupId, wanted } = await started();
    const code = await world.mailedCode(wanted.email);
    const call = (browser: ReturnType<World["browser"]>) =>
      procedure === "verify" ? browser.api.signup.verify({ signupId, code }) : browser.api.signup[procedure]({ signupId });
    const other = (await started()).browser;
    const forger = world.browser();
    forger.cookie = `${signupId}.${"x".repeat(43)}`;
    const torn = world.browser();
    torn.cookie = "not-a-cookie";
    for (const browser of [world.browser(), other, forger, torn]) expect(await failure(call(browser))).toMatchObject({ code: "NOT_FOUND" });
    expect(await row(signupId)).toMatchObject({ state: "pending", codeTries: 0, codesSent: 1 });
  });
});
