"use client";

import type { ComponentProps } from "react";
import { trpc } from "../trpc/client.ts";
import { Button } from "../ui/button.tsx";
import { showFailure } from "../ui/show-failure.ts";

type OpenWorkspaceProps = Omit<ComponentProps<typeof Button>, "onClick" | "busy"> & { readonly tenantId: string };

/** Fetches a single-use sign-in link and follows it at once; stays busy until the site answers. */
export function OpenWorkspace({ tenantId, ...button }: OpenWorkspaceProps) {
  const open = trpc.tenants.open.useMutation({ onSuccess: ({ url }) => window.location.assign(url), onError: showFailure });
  return <Button {...button} busy={open.isPending || open.isSuccess} onClick={() => open.mutate({ tenantId })} />;
}
