import { Lock } from "lucide-react";
import type { SitesPlace } from "../product/site-address.ts";
import { Address } from "../ui/address.tsx";

interface WorkspacePreviewProps {
  readonly organization: string;
  readonly name: string;
  readonly fullName: string;
  readonly sites: SitesPlace;
}

/** The workspace-to-be beside the form: a quiet picture that follows what is typed. */
export function WorkspacePreview({ organization, name, fullName, sites }: WorkspacePreviewProps) {
  const shownName = organization.trim() === "" ? "Your organization" : organization;
  return (
    <div aria-hidden className="w-full max-w-md">
      <div className="overflow-hidden rounded-2xl border bg-surface shadow-float">
        <div className="flex items-center gap-3 border-b bg-sunken px-4 py-3">
          <span className="flex gap-1.5">{[0, 1, 2].map((dot) => <i key={dot} className="size-2.5 rounded-full bg-edge/50" />)}</span>
          <span className="flex min-w-0 flex-1 items-center gap-2 rounded-md bg-surface px-3 py-1.5 font-mono text-[11px] text-ink-3">
            <Lock className="size-3 shrink-0 opacity-60" />
            <span className="truncate [&_wbr]:hidden"><Address name={name === "" ? "your-name" : name} sites={sites} strong={name !== ""} /></span>
          </span>
        </div>
        <div className="grid grid-cols-[8.5rem_1fr]">
          <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-2.5 border-r bg-canvas p-4">
            <div className="mb-2 flex min-w-0 items-center gap-2">
              <span className="grid size-7 shrink-0 place-items-center rounded-lg bg-accent text-xs font-semibold text-on-accent">{[...shownName][0]?.toUpperCase()}</span>
              <span className="min-w-0 truncate text-xs font-medium">{shownName}</span>
            </div>
            {[80, 64, 72, 48, 60].map((width) => <Bar key={width} width={width} />)}
          </div>
          <div className="grid content-start gap-4 p-5">
            <p className="text-sm font-semibold break-words">{fullName.trim() === "" ? "Good morning." : `Good morning, ${fullName.trim().split(/\s+/)[0]}.`}</p>
            <div className="grid grid-cols-2 gap-3">
              {[56, 40].map((width) => <div key={width} className="grid gap-2 rounded-lg border p-3"><Bar width={width} /><span className="h-3 w-10 rounded bg-accent-soft" /></div>)}
            </div>
            <div className="grid gap-2.5 rounded-lg border p-3">{[88, 70, 80, 52].map((width) => <Bar key={width} width={width} />)}</div>
          </div>
        </div>
      </div>
    </div>
  );
}

function Bar({ width }: { width: number }) {
  return <span className="block h-2 rounded-full bg-sunken" style={{ width: `${width}%` }} />;
}
