import type { Outputs } from "../trpc/client.ts";

/** A run as its pages show it. */
export type RunView = Outputs["provisioning"]["status"];
export type StepView = RunView["steps"][number];
