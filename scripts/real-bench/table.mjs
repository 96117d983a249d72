/** Rows of texts as a Markdown table, padded so that it reads well in a terminal too. */
export function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => String(row[column] ?? "").length)));
  const line = (cells) => `| ${widths.map((width, column) => String(cells[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rows.map(line)].join("\n");
}

/** `1234` → `1.23 s`. */
export function seconds(ms) {
  return Number.isFinite(ms) ? `${(ms / 1000).toFixed(2)} s` : "–";
}
