import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { CSSProperties, ReactNode } from "react";
import { readProduct } from "../product/read-product.ts";
import { THEME_COOKIE, themeFrom } from "../theme/theme.ts";
import { ServerClock } from "../time/clock.tsx";
import { serverTime } from "../time/server-time.ts";
import { TrpcProvider } from "../trpc/provider.tsx";
import { Toasts } from "../ui/toasts.tsx";
import "./globals.css";

export function generateMetadata(): Metadata {
  const { name, tagline } = readProduct();
  return {
    title: { default: `${name} · ${tagline}`, template: `%s · ${name}` },
    description: tagline,
    icons: { icon: "/icon.svg" },
  };
}

export const viewport: Viewport = { colorScheme: "light dark", width: "device-width", initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeFrom((await cookies()).get(THEME_COOKIE)?.value);
  const style: CSSProperties & Record<`--${string}`, number> = { "--hue": readProduct().accentHue };
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      data-theme={theme === "system" ? undefined : theme}
      style={style}
    >
      <body className="flex flex-col">
        <a href="#main" className="sr-only z-50 rounded-lg bg-raised px-4 py-2 focus:not-sr-only focus:fixed focus:top-3 focus:left-3">
          Skip to the content
        </a>
        <ServerClock serverNow={serverTime()}>
          <TrpcProvider>{children}</TrpcProvider>
        </ServerClock>
        <Toasts />
      </body>
    </html>
  );
}
