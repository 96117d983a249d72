import { afterAll, beforeAll, expect, test } from "vitest";
import { type Kill, killList, MOMENTS, type Place, places, type Victim } from "./kills/places.ts";
import { setStage, type Stage } from "./kills/stage.ts";
import { type Outcome, strike } from "./kills/strike.ts";
import type { Program } from "./world/process.ts";

/** Some of what `npm run kill` goes through; worker-killed.test.ts has a worker die in the middle of effects. */
let stage: Stage;
let worker: Program;
beforeAll(async () => {
  stage = await setStage();
  worker = await stage.startWorker();
});
afterAll(() => stage.end());

const at = (victim: Victim, moment: Place["moment"], step: string, direction: Place["direction"] = "run"): Kill => ({ victim, moment, step, direction });

const struck = async (...kills: Kill[]): Promise<readonly Outcome[]> => {
  const result = await strike(stage, worker, kills);
  worker = result.worker;
  return result.outcomes;
};

const expectGood = async (outcomes: readonly Outcome[]): Promise<void> => {
  for (const { direction, end, problems } of outcomes) expect({ end, problems }).toEqual({ end: direction === "undo" ? "rolled_back" : "succeeded", problems: [] });
  expect(await stage.judge.bench()).toEqual([]);
};

test("a worker that is killed between a step's words and deeds is taken over within 15 seconds, and leaves nothing behind", async () => {
  await expectGood(await struck(
    at("worker", "before intent", "activate"),
    at("worker", "intent written, effect not sent", "create_site"),
    at("worker", "accepted, answer lost", "install_app.nexus_core"),
    at("worker", "done, not recorded", "create_owner"),
    at("worker", "recorded, next not scheduled", "reserve_name"),
    at("worker", "done, not recorded", "create_site", "undo"),
  ));
});

test("an agent that is killed is no reason for a build or its undo to fail, wherever they are", async () => {
  await expectGood(await struck(
    at("agent", "in mid-effect", "create_site"),
    at("agent", "in mid-effect", "create_owner"),
    at("agent", "in mid-effect", "enable_scheduler"),
    at("agent", "accepted, answer lost", "seed_settings"),
    at("agent", "in mid-effect", "create_site", "undo"),
  ));
});

test("a bench command that is killed from outside, or its runner, is done again, and what it had begun goes first", async () => {
  await expectGood(await struck(
    at("command", "in mid-effect", "create_site"),
    at("runner", "in mid-effect", "install_app.nexus_core"),
    at("command", "in mid-effect", "complete_setup"),
    at("runner", "in mid-effect", "create_site", "undo"),
  ));
});

test("the judge sees a site that nobody has, and a workspace whose state does not fit its build", async () => {
  const { prisma } = stage.world;
  const tenant = await prisma.tenant.findFirstOrThrow({ where: { state: "active" } });
  await prisma.$executeRaw`update tenants set state = 'deleting' where id = ${tenant.id}::uuid`;
  expect((await stage.judge.bench()).join()).toMatch(new RegExp(`sites: .*${tenant.subdomain}.* was left behind`));
  expect((await stage.judge.workspace(tenant.subdomain)).join()).toContain("it is deleting");
  await prisma.$executeRaw`update tenants set state = 'active' where id = ${tenant.id}::uuid`;
  expect(await stage.judge.bench()).toEqual([]);
});

test("the list of kills has every step, every undo, every moment and every process", () => {
  const list = killList();
  expect(new Set(list.map(({ moment }) => moment))).toEqual(new Set(MOMENTS));
  expect(new Set(list.map(({ step, direction }) => `${direction} ${step}`))).toEqual(new Set(places().map(({ step, direction }) => `${direction} ${step}`)));
  expect(Object.fromEntries([...Map.groupBy(list, ({ victim }) => victim)].map(([victim, kills]) => [victim, kills.length]))).toMatchInlineSnapshot(`
    {
      "agent": 63,
      "command": 16,
      "runner": 6,
      "worker": 63,
    }
  `);
});
