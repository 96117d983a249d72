import type { RunState } from "@nexus/domain/states/run";
import type { Tone } from "../ui/badge.tsx";
import type { RunView } from "./run-view.ts";

export interface Words {
  readonly title: string;
  readonly text: string;
}

/** What happens to a run, for the person whose workspace it is: what happened, what is safe, what comes next. */
export function runWords(run: Pick<RunView, "kind" | "state" | "abortRequested" | "queuedBefore" | "tenant">): Words {
  switch (run.kind) {
    case "provision": return buildWords(run);
    case "suspend": return changeWords(run.state, { doing: "Closing the workspace", done: "The workspace is closed", note: "Nobody can sign in there; all of its data is kept." });
    case "resume": return changeWords(run.state, { doing: "Opening the workspace", done: "The workspace is open again", note: "Nothing in it was changed." });
    case "set_plan": return changeWords(run.state, { doing: "Changing the plan", done: "The plan is changed", note: "The new limits hold in the workspace." });
    case "reset_password": return passwordWords(run.state);
    case "deprovision": return deletionWords(run.state);
    case "remove_leftovers":
    case "register":
    case "sign_in": return serviceWords(run.state);
  }
}

function buildWords({ state, abortRequested, queuedBefore, tenant }: Parameters<typeof runWords>[0]): Words {
  switch (state) {
    case "queued": return queueWords(queuedBefore ?? 0);
    case "running":
      return abortRequested
        ? { title: "Stopping the build", text: "The current step is brought to a stop; then everything that was made is removed again." }
        : { title: "Building your workspace", text: "You may close this page: the build goes on, and a mail tells you when it is done." };
    case "undoing":
      return abortRequested
        ? { title: "Stopped. Cleaning up", text: "Everything that was made is being removed again. Nothing is left to do for you." }
        : { title: "Something went wrong. Cleaning up", text: "Everything that was made is being removed again. You can retry as soon as that is done." };
    case "succeeded": return { title: `${tenant.organization} is ready`, text: "Your workspace is built, checked and open. We have mailed you its address, too." };
    case "rolled_back":
      return abortRequested
        ? { title: "The build was stopped", text: "It was stopped on request. Everything that was made is removed, and you can start it again at any time." }
        : { title: "The build did not succeed", text: "Everything that was made is removed again. Your details are kept, so that you can retry with one click." };
    case "needs_attention": return { title: "We have to look at this", text: "The build failed, and not everything could be removed by itself. The operator sees it with the reference below." };
  }
}

function queueWords(before: number): Words {
  if (before === 0) return { title: "Your workspace is next in line", text: "You may close this page: a mail tells you when it is done." };
  const others = before === 1 ? "One workspace comes" : `${before} workspaces come`;
  return { title: "Your workspace is in line", text: `${others} before yours. You may close this page.` };
}

function deletionWords(state: RunState): Words {
  switch (state) {
    case "queued":
    case "running": return { title: "Deleting the workspace", text: "The site is closed and removed, step by step." };
    case "undoing": return { title: "The deletion met a problem", text: "It is being taken back to a safe state." };
    case "succeeded": return { title: "The workspace is deleted", text: "Its site and its database are removed. The name rests for a while before others may have it." };
    case "rolled_back": return { title: "The workspace was not deleted", text: "Something went wrong, and the workspace is as it was. You can try again." };
    case "needs_attention": return { title: "We have to look at this", text: "The deletion stopped half way. The operator sees it with the reference below." };
  }
}

interface ChangeWords {
  readonly doing: string;
  readonly done: string;
  readonly note: string;
}

function changeWords(state: RunState, { doing, done, note }: ChangeWords): Words {
  switch (state) {
    case "queued":
    case "running": return { title: doing, text: "You may close this page: it goes on by itself." };
    case "succeeded": return { title: done, text: note };
    case "undoing":
    case "rolled_back": return { title: "This did not succeed", text: "Nothing of the workspace is lost. The operator sees it with the reference below." };
    case "needs_attention": return { title: "We have to look at this", text: "Nothing of the workspace is lost. The operator sees it with the reference below." };
  }
}

function passwordWords(state: RunState): Words {
  switch (state) {
    case "queued":
    case "running": return { title: "Setting your new password", text: "This takes a few seconds." };
    case "succeeded": return { title: "Your password is changed", text: "Everybody who was signed in to the workspace as you was signed out." };
    case "undoing":
    case "rolled_back":
    case "needs_attention": return { title: "Your password was not changed", text: "The new one was deleted here. Please set it again on your dashboard." };
  }
}

function serviceWords(state: RunState): Words {
  switch (state) {
    case "queued": return { title: "Waiting for its turn", text: "This run starts when a worker is free." };
    case "running": return { title: "Working", text: "This run goes on by itself." };
    case "undoing": return { title: "Undoing", text: "What was made is being removed again." };
    case "succeeded": return { title: "Done", text: "This run succeeded." };
    case "rolled_back": return { title: "Rolled back", text: "This run failed, and what it had made is removed." };
    case "needs_attention": return { title: "Needs attention", text: "This run failed, and its undo did, too." };
  }
}

/** A run's state in a word, with its colour. */
export const RUN_STATE_BADGE: Readonly<Record<RunState, { readonly label: string; readonly tone: Tone }>> = {
  queued: { label: "Queued", tone: "quiet" },
  running: { label: "Running", tone: "busy" },
  undoing: { label: "Undoing", tone: "warn" },
  succeeded: { label: "Succeeded", tone: "good" },
  rolled_back: { label: "Rolled back", tone: "bad" },
  needs_attention: { label: "Needs attention", tone: "bad" },
};

/** The badge of one run: what was stopped on request is no failure. */
export function runBadge({ state, error }: Pick<RunView, "state" | "error">): { readonly label: string; readonly tone: Tone } {
  return state === "rolled_back" && error?.code === "ABORTED" ? { label: "Stopped", tone: "quiet" } : RUN_STATE_BADGE[state];
}
