import { twMerge, type ClassNameValue } from "tailwind-merge";

/** Joins class names; of two that contradict each other, the later one stays. */
export function cn(...names: ClassNameValue[]): string {
  return twMerge(names);
}
