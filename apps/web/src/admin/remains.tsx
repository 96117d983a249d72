import type { Outputs } from "../trpc/client.ts";
import { ThingList } from "./thing-list.tsx";

type Remains = Outputs["benches"]["drift"]["attention"][number]["remains"];

/** Exactly what is left on the bench of a run that needs attention. */
export function Remains({ remains }: { remains: Remains }) {
  if (remains === null) return <p className="text-sm leading-6 text-ink-2">The bench has not been looked at since. What is left of this run appears here within a minute.</p>;
  if (remains.length === 0) return <p className="text-sm leading-6 text-ink-2">Nothing of it is on the bench.</p>;
  return (
    <>
      <p className="text-sm leading-6 text-ink-2">Of this run, and of nothing else, this is still on the bench. A retry removes it first.</p>
      <ThingList things={remains} />
    </>
  );
}
