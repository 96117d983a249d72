import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RUN_KINDS } from "@nexus/domain/states/run";
import { siteDatabaseOf } from "@nexus/provisioning/tenants/site-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Kill, killList, MOMENTS, type Place, places, type Victim } from "./kills/places.ts";
import { setStage, type Stage } from "./kills/stage.ts";
import { type Outcome, strike } from "./kills/strike.ts";
import type { Program } from "./world/process.ts";
import { leaveThings, loseThings, setMaintenance } from "./world/reconciling.ts";
import { OWNER_PASSWORD } from "./world/runs.ts";

/** Some of what `npm run kill` goes through; worker-killed.test.ts has a worker die in the middle of effects. */
let stage: Stage;
let worker: Program;
beforeAll(async () => {
  stage = await setStage();
  worker = await stage.startWorker();
});
afterAll(() => stage.end());

const at = (victim: Victim, moment: Place["moment"], step: string, more: Partial<Pick<Kill, "kind" | "direction" | "at">> = {}): Kill => ({ kind: "provision", victim, moment, step, direction: "run", ...more });
const undo = { direction: "undo" } as const;

const struck = async (...kills: Kill[]): Promise<readonly Outcome[]> => {
  const result = await strike(stage, worker, kills);
  worker = result.worker;
  return result.outcomes;
};

const expectGood = async (outcomes: readonly Outcome[]): Promise<void> => {
  for (const { direction, end, problems } of outcomes) expect({ end, problems }).toEqual({ end: direction === "undo" ? "rolled_back" : "succeeded", problems: [] });
  expect(await stage.judge.bench()).toEqual([]);
};

test("an agent that is killed is no reason for a build or its undo to fail, wherever they are", async () => {
  await expectGood(await struck(
    at("agent", "in mid-effect", "create_site"),
    at("agent", "in mid-effect", "create_owner"),
    at("agent", "in mid-effect", "enable_scheduler"),
    at("agent", "accepted, answer lost", "seed_settings"),
    at("agent", "in mid-effect", "create_site", undo),
  ));
});

test("a bench command that is killed from outside, or its runner, is done again, and what it had begun goes first", async () => {
  await expectGood(await struck(
    at("command", "in mid-effect", "create_site"),
    at("runner", "in mid-effect", "install_app.nexus_core"),
    at("runner", "in mid-effect", "create_site", undo),
    at("runner", "in mid-effect", "drop_site", { kind: "deprovision", at: "backup" }),
    at("command", "begun, nothing done", "open_site", { kind: "resume" }),
    at("command", "in mid-effect", "seed_settings", { kind: "set_plan" }),
    at("command", "in mid-effect", "register", { kind: "register" }),
  ));
});

test("a worker that is killed between a step's words and deeds is taken over within 15 seconds, and leaves nothing behind", async () => {
  await expectGood(await struck(
    at("worker", "before intent", "activate"),
    at("worker", "intent written, effect not sent", "create_site"),
    at("worker", "accepted, answer lost", "install_app.nexus_core"),
    at("worker", "done, not recorded", "create_owner"),
    at("worker", "recorded, next not scheduled", "reserve_name"),
    at("worker", "done, not recorded", "create_site", undo),
    at("worker", "accepted, answer lost", "close_site", { kind: "suspend" }),
    at("worker", "done, not recorded", "set_password", { kind: "reset_password" }),
    at("worker", "in mid-effect", "remove_leftovers", { kind: "remove_leftovers" }),
    at("worker", "done, not recorded", "make_link", { kind: "sign_in" }),
  ));
});

const whoIs = async (state: string) => {
  const tenant = await stage.world.prisma.tenant.findFirstOrThrow({ where: { state } });
  return { ...tenant, dbName: await siteDatabaseOf(stage.world.prisma, tenant.id) };
};

test("the judge sees a site that nobody has, and a workspace whose state does not fit its build", async () => {
  const { prisma } = stage.world;
  const tenant = await whoIs("active");
  await prisma.$executeRaw`update tenants set state = 'deleting' where id = ${tenant.id}::uuid`;
  expect((await stage.judge.bench()).join()).toMatch(new RegExp(`sites: .*${tenant.subdomain}.* was left behind`));
  expect((await stage.judge.workspace(tenant.subdomain)).join()).toContain("it is deleting");
  await prisma.$executeRaw`update tenants set state = 'active' where id = ${tenant.id}::uuid`;
  expect(await stage.judge.bench()).toEqual([]);
});

test("the judge sees a closed site that is open, what is left of a removed one, and a backup that is lost", async () => {
  const { world, judge } = stage;
  const [closed, removed] = [await whoIs("suspended"), await whoIs("deleted")];
  setMaintenance(world, closed.site, 0);
  leaveThings(world, { site: null, dbName: removed.dbName });
  expect((await judge.bench()).join("; ")).toMatch(new RegExp(`${closed.site}.*"maintenance":false.* was left behind.*databases: "${removed.dbName}" was left behind`));
  expect((await judge.workspace(closed.subdomain)).join()).toContain("it is suspended, and its site answers 200");
  setMaintenance(world, closed.site, 1);
  for (const what of ["database", "user"] as const) loseThings(world, removed.dbName, what);
  await rm(join(world.directory, "agent", "backups", removed.site), { recursive: true });
  expect((await judge.workspace(removed.subdomain)).join()).toContain("of its backup there is []");
  expect([await judge.bench(), await judge.workspace(closed.subdomain)]).toEqual([[], []]);
});

test("the judge sees a register that does not follow, a secret that is still kept, and one that lies in the clear", async () => {
  const { world, judge } = stage;
  const { id, subdomain, plan } = await whoIs("active");
  const other = plan === "Free" ? "Pro" : "Free";
  await world.prisma.$executeRaw`update tenants set plan = ${other} where id = ${id}::uuid`;
  await world.prisma.secret.updateMany({ where: { tenantId: id, purpose: "api_key" }, data: { expiresAt: null } });
  expect((await judge.workspace(subdomain)).join()).toMatch(new RegExp(`api_key is kept for ever.*its plan is ${other}.*the register has plan_type ${plan} instead of ${other}`));
  expect(await judge.secrets()).toEqual([]);
  await writeFile(join(world.directory, "worker-careless.log"), `{"password":"${OWNER_PASSWORD}"}`);
  expect((await judge.secrets()).join()).toMatch(/^password 0 of \S+ in worker-careless.log$/);
});

test("the list of kills has every kind of run, every step, every undo, every moment and every process", () => {
  const list = killList();
  expect(new Set(list.map(({ moment }) => moment))).toEqual(new Set(MOMENTS));
  expect(new Set(list.map(({ kind }) => kind))).toEqual(new Set(RUN_KINDS));
  const stepOf = ({ kind, step, direction }: Place): string => `${kind} ${direction} ${step}`;
  expect(new Set(list.map(stepOf))).toEqual(new Set(places().map(stepOf)));
  expect(Object.fromEntries([...Map.groupBy(list, ({ victim }) => victim)].map(([victim, kills]) => [victim, kills.length]))).toMatchInlineSnapshot(`
    {
      "agent": 142,
      "command": 38,
      "runner": 12,
      "worker": 142,
    }
  `);
});
