import { DEFAULT_ROOT_PASSWORD } from "../src/bench/create.ts";
import { benchAt } from "../src/bench/paths.ts";
import { beginSession, userOfSession } from "../src/frappe/session.ts";
import { Site } from "../src/frappe/site.ts";
import { checkPassword } from "../src/frappe/user.ts";
import { Trouble } from "../src/trouble.ts";
import { afterAll, expect, it } from "vitest";
import { BenchUnderTest } from "./bench-under-test.ts";

const bench = new BenchUnderTest(undefined);
afterAll(() => bench.close());

it("sets the password of an owner who is there, refuses a weak one, and ends that owner's sessions alone", async () => {
  const { site: name } = await bench.makeSite();
  const { call, kill } = await bench.helper(DEFAULT_ROOT_PASSWORD);
  const database = () => new Site(benchAt(bench.root), name, new Trouble(bench.root, [])).connect();
  const now = new Date();
  const signedIn = async (email: string): Promise<string> => {
    expect(await call("createOwner", { site: name, email, fullName: "Ann Lee", password: "correct horse battery" })).toMatchObject({ ok: true });
    return beginSession(database(), email, now);
  };
  const [mia, leo] = [await signedIn("mia@example.com"), await signedIn("leo@example.com")];
  const change = (email: string, password: string) => call("setOwnerPassword", { site: name, email, password });

  expect(await change("nobody@example.com", "quiet tulip harbour")).toMatchObject({ ok: false, error: { exception: "frappe.exceptions.DoesNotExistError" } });
  expect(await change("mia@example.com", "password")).toMatchObject({ ok: false, error: { exception: "frappe.exceptions.ValidationError" } });
  expect(userOfSession(database(), mia, now)).toBe("mia@example.com");

  expect(await change("Mia@example.com", "quiet tulip harbour")).toMatchObject({ ok: true, result: { changed: true } });
  expect([checkPassword(database(), "mia@example.com", "quiet tulip harbour"), checkPassword(database(), "mia@example.com", "correct horse battery")]).toEqual([true, false]);
  expect([userOfSession(database(), mia, now), userOfSession(database(), leo, now)]).toEqual([null, "leo@example.com"]);
  kill();
});
