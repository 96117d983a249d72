/** What a person chose; `system` follows the browser. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Kept in a cookie, so that the first painted frame is right without a script. */
export const THEME_COOKIE = "theme";

/** The chosen theme in a cookie's value; anything else is `system`. */
export function themeFrom(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? "system";
}
