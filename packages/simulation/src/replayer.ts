import { hearRejections } from "./kernel/rejections.ts";
import type { Crowd } from "./schedules/crowd.ts";
import type { Schedule } from "./schedules/schedule.ts";
import { playSeed, type Seed, seedOf } from "./schedules/seeds.ts";

/** Plays one course of events and tells how it ended; see commands/replay.ts. */
const [, , text = "", verbose] = process.argv;

function read(): Seed {
  const given = JSON.parse(text) as number | Crowd | Schedule;
  if (typeof given === "number") return seedOf(given);
  return "visitors" in given ? { kind: "crowd", crowd: given } : { kind: "story", schedule: given };
}

const strayed: string[] = [];
hearRejections((error) => strayed.push(`nobody caught ${String(error)}`));
const seed = read();
console.log(JSON.stringify(seed, null, 2));
const plain = (_key: string, value: unknown): unknown => (value instanceof Error ? { name: value.name, message: value.message } : typeof value === "bigint" ? String(value) : value);
const hear = (time: number, level: string, facts: unknown, words: unknown): void => console.log(`${(time / 1000).toFixed(3).padStart(10)} ${level.padEnd(5)} ${String(words)} ${JSON.stringify(facts, plain)}`);
const { wrong, missed, elapsed } = await playSeed(seed, verbose === "--verbose" ? { hear } : {});
for (const { step, moment, fault } of missed) console.log(`The moment never came: ${step}, ${moment}, ${fault}.`);
const all = [...wrong, ...strayed];
console.log(all.length === 0 ? `It ended as it should after ${(elapsed / 1000).toFixed(1)} s of virtual time.` : `After ${(elapsed / 1000).toFixed(1)} s of virtual time:\n${all.map((words) => `  - ${words}`).join("\n")}`);
process.exit(all.length === 0 ? 0 : 1);
