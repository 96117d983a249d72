/** A filter for what contains a text as it was typed, in whatever case. Prisma hands the text to ILIKE as it is. */
export function contains(text: string) {
  return { contains: text.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" } as const;
}
