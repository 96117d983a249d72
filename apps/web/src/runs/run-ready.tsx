"use client";

import { ArrowUpRight } from "lucide-react";
import { OpenWorkspace } from "../tenants/open-workspace.tsx";
import { Breakable } from "../ui/breakable.tsx";
import { Card } from "../ui/card.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import type { RunView } from "./run-view.ts";

/** The end that everybody waits for. */
export function RunReady({ tenant }: { tenant: RunView["tenant"] }) {
  return (
    <Card className="mt-6 animate-appear p-5 sm:p-7">
      <OpenWorkspace tenantId={tenant.tenantId} size="large" className="w-full text-base">Open your workspace <ArrowUpRight aria-hidden /></OpenWorkspace>
      <p className="mt-4 flex items-center justify-center gap-1 text-[13px] text-ink-3">
        <span className="min-w-0 font-mono leading-5"><Breakable text={tenant.siteUrl} /></span>
        <CopyButton text={tenant.siteUrl} what="the address" className="shrink-0" />
      </p>
    </Card>
  );
}
