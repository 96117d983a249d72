import { cookies } from "next/headers";
import Link from "next/link";
import type { ReactNode } from "react";
import { readProduct } from "../product/read-product.ts";
import { THEME_COOKIE, themeFrom } from "../theme/theme.ts";
import { ThemeToggle } from "../theme/theme-toggle.tsx";
import { BrandMark } from "../ui/brand-mark.tsx";
import { cn } from "../ui/class-names.ts";
import { PageWidth } from "./page-width.tsx";

interface SiteHeaderProps {
  /** At the right, beside the colours. */
  readonly children?: ReactNode;
  /** After the product's name, e.g. the admin panel's sections. */
  readonly navigation?: ReactNode;
  readonly line?: boolean;
}

/** The same head on every page: what this is, how to leave, and the colours. */
export async function SiteHeader({ children, navigation, line = false }: SiteHeaderProps) {
  const { name } = readProduct();
  const theme = themeFrom((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <header className={cn("relative z-10", line && "border-b bg-surface")}>
      {/* On a narrow screen the sections have a row of their own. */}
      <PageWidth className={cn("flex items-center gap-x-3", navigation ? "flex-wrap sm:h-16 sm:flex-nowrap" : "h-16")}>
        <Link href="/" className="my-3.5 -ml-1 flex max-w-[calc(100%-6rem)] min-w-0 items-center gap-2.5 rounded-lg p-1 text-[15px] font-semibold tracking-tight">
          <BrandMark name={name} className="shrink-0" />
          <span className="truncate">{name}</span>
        </Link>
        {navigation}
        <div className="ml-auto flex h-16 items-center gap-1 sm:gap-2">
          <ThemeToggle initial={theme} />
          {children}
        </div>
      </PageWidth>
    </header>
  );
}
