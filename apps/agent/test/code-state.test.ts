import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeState } from "../src/helper/code-state.ts";

const bench = mkdtempSync(path.join(tmpdir(), "nexus-code-"));
const write = (name: string, text = ""): void => {
  mkdirSync(path.dirname(path.join(bench, name)), { recursive: true });
  writeFileSync(path.join(bench, name), text);
};
/** As a deployment does it that leaves alone what did not change. */
const deploy = (name: string, text: string): void => {
  write(`${name}.new`, text);
  renameSync(path.join(bench, `${name}.new`), path.join(bench, name));
};

beforeAll(() => {
  write("sites/apps.txt", "shop\nlent\n");
  for (const app of ["shop", "lent"]) for (const name of ["__init__.py", "hooks.py", "modules.txt", "patches.txt", "orders.py"]) write(`apps/${app}/${app}/${name}`);
  write("apps/shop/.git/HEAD", "ref: refs/heads/main");
  write("apps/lent/.git", "gitdir: ../../worktrees/lent\n");
  write("worktrees/lent/HEAD", "1111");
  write("worktrees/lent/index", "1111");
});
afterAll(() => rmSync(bench, { recursive: true }));

test("code that nobody touched is the same", () => {
  expect(codeState(bench)).toBe(codeState(bench));
});

test.each([
  ["hooks", () => deploy("apps/shop/shop/hooks.py", "x = 1")],
  ["patches", () => deploy("apps/shop/shop/patches.txt", "shop.patches.one")],
  ["modules", () => deploy("apps/shop/shop/modules.txt", "Shop")],
  ["a module of the package, copied over by rsync", () => deploy("apps/shop/shop/orders.py", "y = 2")],
  ["a release that is unpacked anew with the same times", () => {
    deploy("apps/shop/shop/__init__.py", "");
    for (const name of ["", "__init__.py"]) utimesSync(path.join(bench, "apps/shop/shop", name), 1, 1);
  }],
  ["a commit in a worktree or submodule", () => deploy("worktrees/lent/index", "2222")],
  ["another commit checked out there", () => deploy("worktrees/lent/HEAD", "2222")],
  ["an app that is listed", () => deploy("sites/apps.txt", "shop\nlent\nthird\n")],
])("notices: %s", (_what, change) => {
  const before = codeState(bench);
  change();
  expect(codeState(bench)).not.toBe(before);
});
