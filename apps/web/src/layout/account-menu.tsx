"use client";

import { LayoutGrid, LogOut, ScrollText } from "lucide-react";
import { signOut } from "next-auth/react";
import Link from "next/link";
import { DropdownMenu } from "radix-ui";

interface AccountMenuProps {
  readonly email: string;
  readonly staff: boolean;
}

const ITEM = "flex h-9 w-full items-center gap-2.5 rounded-lg px-2.5 text-sm outline-none data-highlighted:bg-sunken [&_svg]:size-4 [&_svg]:text-ink-3";

/** Who is signed in, where they belong, and the way out. */
export function AccountMenu({ email, staff }: AccountMenuProps) {
  async function leave() {
    await signOut({ redirect: false });
    // A full load, so that nothing of the session's pages stays in memory.
    window.location.assign("/");
  }
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger aria-label={`Account of ${email}`} className="grid size-9 place-items-center rounded-full border bg-raised text-sm font-medium text-ink-2 hover:text-ink data-[state=open]:text-ink">
        {[...email][0]?.toUpperCase()}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={8} className="z-50 min-w-56 max-w-[calc(100vw-2rem)] animate-appear rounded-xl border bg-raised p-1.5 shadow-float">
          <DropdownMenu.Label className="truncate px-2.5 pt-1.5 pb-2 text-[13px] text-ink-3">{email}</DropdownMenu.Label>
          <DropdownMenu.Item asChild className={ITEM}>
            {staff ? <Link href="/admin"><ScrollText aria-hidden /> Admin panel</Link> : <Link href="/dashboard"><LayoutGrid aria-hidden /> Your workspaces</Link>}
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="my-1.5 h-px bg-line" />
          <DropdownMenu.Item className={ITEM} onSelect={() => void leave()}><LogOut aria-hidden /> Sign out</DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
