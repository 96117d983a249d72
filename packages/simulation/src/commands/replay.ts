import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Seed } from "../schedules/seeds.ts";

const REPLAYER = fileURLToPath(new URL("../replayer.ts", import.meta.url));
const REGISTER = new URL("../substitutes/register.ts", import.meta.url).href;

/** A course of events as a text that {@link replay} reads. */
export function seedPrinted(seed: Seed): string {
  return JSON.stringify(seed.kind === "crowd" ? seed.crowd : seed.schedule);
}

/** Plays again what a failure printed; a number is a seed. @returns whether it ended well. */
export function replay(text: string, verbose: boolean): boolean {
  const { status } = spawnSync(process.execPath, ["--import", REGISTER, REPLAYER, text, ...(verbose ? ["--verbose"] : [])], { stdio: "inherit" });
  return status === 0;
}
