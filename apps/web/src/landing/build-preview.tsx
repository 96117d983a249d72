import { Check, LoaderCircle } from "lucide-react";
import { Card } from "../ui/card.tsx";

const STEPS = ["Reserve the name", "Create the site", "Install the apps", "Create your account", "Check that it is ready"];
/** Which step the picture shows at work. */
const AT_WORK = 2;

/** A picture of the progress page. It carries no times: those on the real page are measured. */
export function BuildPreview({ caption }: { caption: string }) {
  return (
    <figure className="mx-auto w-full max-w-md">
      <Card aria-hidden className="overflow-hidden rounded-3xl p-2 shadow-float">
        <ol className="rounded-2xl border bg-canvas p-2">
          {STEPS.map((label, at) => (
            <li key={label} className="flex items-center gap-3 rounded-xl px-3 py-2.5 text-sm data-[now=true]:bg-surface data-[now=true]:shadow-card" data-now={at === AT_WORK}>
              <StepSign at={at} />
              <span className={at > AT_WORK ? "text-ink-3" : "text-ink"}>{label}</span>
              {at === AT_WORK && <span className="ml-auto text-xs text-accent-text">working</span>}
            </li>
          ))}
        </ol>
      </Card>
      <figcaption className="mt-4 text-center text-sm text-ink-3">{caption}</figcaption>
    </figure>
  );
}

function StepSign({ at }: { at: number }) {
  if (at < AT_WORK) return <span className="grid size-5 place-items-center rounded-full bg-good-soft text-good"><Check className="size-3" strokeWidth={3} /></span>;
  if (at === AT_WORK) return <LoaderCircle className="size-5 animate-spin text-accent-text [animation-duration:2.4s]" strokeWidth={2.25} />;
  return <span className="size-5 rounded-full border border-dashed border-edge" />;
}
