"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { THEME_COOKIE, THEMES, type Theme } from "./theme.ts";

const LOOK = {
  system: { icon: Monitor, label: "Follow the system" },
  light: { icon: Sun, label: "Light" },
  dark: { icon: Moon, label: "Dark" },
} as const;

/** One button that goes through system, light and dark, and remembers it for a year. */
export function ThemeToggle({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  const { icon: Icon, label } = LOOK[theme];

  function choose() {
    setTheme(next);
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=31536000; samesite=lax`;
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
  }

  return (
    <button
      type="button"
      onClick={choose}
      aria-label={`Colours: ${label}. Change to: ${LOOK[next].label}.`}
      title={`Colours: ${label}`}
      className="grid size-9 place-items-center rounded-lg text-ink-3 transition-colors hover:bg-sunken hover:text-ink"
    >
      <Icon aria-hidden className="size-[18px]" />
    </button>
  );
}
