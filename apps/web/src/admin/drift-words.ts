import type { ThingKind } from "@nexus/domain/states/drift";
import { FINAL_RUN_STATES } from "@nexus/domain/states/run";
import type { Outputs } from "../trpc/client.ts";
import type { Tone } from "../ui/badge.tsx";

export type DriftView = Outputs["benches"]["drift"]["drifts"][number];
export type Thing = DriftView["found"][number];

interface DriftWords {
  readonly label: string;
  readonly tone: Tone;
  /** What it is, before the things that are there or missing. */
  readonly what: string;
  /** What the system does about it. */
  readonly system: string;
  /** What the reader can do. */
  readonly you: string;
}

/** A difference between bench and records in words. */
export function driftWords({ kind, mending }: Pick<DriftView, "kind" | "mending">): DriftWords {
  const isMending = mending !== null && !FINAL_RUN_STATES.includes(mending.state);
  switch (kind) {
    case "leftover": return {
      label: "Left over", tone: "warn", what: "Of a run that is over, this is still on the bench:",
      system: isMending ? "Removes it at the moment." : mending === null ? "Removes it with the next look." : "Has tried to remove it, and tries again every ten minutes while it is there.",
      you: "Nothing, unless it stays: then see why the last clean-up failed.",
    };
    case "left_open": return {
      label: "Open though suspended", tone: "bad", what: "The workspace is to be closed, and its site lets visitors in:",
      system: isMending ? "Closes it at the moment." : "Closes it, and looks again.", you: "Nothing. To open it, resume the workspace.",
    };
    case "left_closed": return {
      label: "Closed though open", tone: "warn", what: "The workspace is to be open, and its site has kept visitors out for half an hour:",
      system: isMending ? "Opens it at the moment." : "Opens it, and looks again.", you: "Nothing. To keep visitors out, suspend the workspace.",
    };
    case "missing": return {
      label: "Missing", tone: "bad", what: "Of the workspace's site this is not as it should be:",
      system: "Leaves it as it is.", you: "Put back what is missing, from the bench's backup if need be; or remove the workspace.",
    };
    case "renamed": return {
      label: "Renamed", tone: "warn", what: "Of a run that is over this is on the bench, under a name that somebody else gave it:",
      system: "Leaves it as it is: somebody may want it.", you: "Give the site a database of its own, or remove it with bench drop-site.",
    };
    case "stranger": return {
      label: "Unknown run", tone: "quiet", what: "This carries our mark, of a run that is not in this database:",
      system: "Never touches it.", you: "Nothing, if another installation uses this bench. After the database was restored from a backup, these are the workspaces that were made later.",
    };
  }
}

const THING_WORDS: Readonly<Record<ThingKind, string>> = {
  folder: "Site folder", config: "The site's config names another database", archive: "Archived site", database: "Database", user: "Database user", redis_keys: "Keys in Redis",
};

/** What a thing is, and its name where it has one. */
export function thingWords({ what, name }: Thing): { readonly label: string; readonly name: string | null } {
  if (what === "config" && name === "") return { label: "The site's config cannot be read", name: null };
  return { label: THING_WORDS[what], name };
}
