import type { Metadata } from "next";
import { requireSession } from "../../../../auth/session.ts";
import { readProduct } from "../../../../product/read-product.ts";
import { RunPage } from "../../../../runs/run-page.tsx";
import { forPage } from "../../../../trpc/caller.ts";

export const metadata: Metadata = { title: "Your workspace" };

/** The progress of a run, for its owner; its id alone opens nothing. */
export default async function OwnRunPage({ params }: PageProps<"/runs/[runId]">) {
  const { runId } = await params;
  const path = `/runs/${runId}`;
  await requireSession(path);
  const run = await forPage(path, (caller) => caller.provisioning.status({ runId }));
  return <RunPage key={run.runId} initial={run} supportEmail={readProduct().supportEmail} />;
}
