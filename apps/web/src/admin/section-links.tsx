"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "../ui/class-names.ts";
import { LinkPending } from "../ui/link-pending.tsx";

const SECTIONS = [
  { href: "/admin", label: "Runs", isHere: (path: string) => path === "/admin" || path.startsWith("/admin/runs") },
  { href: "/admin/workspaces", label: "Workspaces", isHere: (path: string) => path.startsWith("/admin/workspaces") },
  { href: "/admin/bench", label: "Bench", isHere: (path: string) => path.startsWith("/admin/bench") },
  { href: "/admin/audit", label: "Audit log", isHere: (path: string) => path.startsWith("/admin/audit") },
] as const;

/** The panel's sections. */
export function SectionLinks() {
  const path = usePathname();
  return (
    <nav aria-label="Admin panel" className="flex h-full items-stretch gap-1 max-sm:order-last max-sm:-mx-2.5 max-sm:h-11 max-sm:w-[calc(100%+1.25rem)] sm:ml-4">
      {SECTIONS.map(({ href, label, isHere }) => (
        <Link
          key={href}
          href={href}
          aria-current={isHere(path) ? "page" : undefined}
          className={cn("relative flex items-center px-2.5 text-sm whitespace-nowrap text-ink-2 hover:text-ink", isHere(path) && "font-medium text-ink after:absolute after:inset-x-2.5 after:-bottom-px after:h-0.5 after:rounded-full after:bg-accent-text")}
        >
          {label}
          <LinkPending className="absolute top-2 right-0 size-3" />
        </Link>
      ))}
    </nav>
  );
}
