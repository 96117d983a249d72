import type { Metadata } from "next";
import { BenchDrift } from "../../../admin/bench-drift.tsx";
import { requireStaff } from "../../../admin/require-staff.ts";
import { forPage } from "../../../trpc/caller.ts";

export const metadata: Metadata = { title: "Bench" };

/** Where the bench and the records differ, and what is left of runs that need attention. */
export default async function BenchPage() {
  await requireStaff("/admin/bench");
  const initial = await forPage("/admin/bench", (caller) => caller.benches.drift());
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">Bench</h1>
      <BenchDrift initial={initial} />
    </>
  );
}
