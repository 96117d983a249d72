import type { Product } from "@nexus/domain/product/config";

/** What the product brings, in a table of hairlines rather than a row of boxes. */
export function FeatureGrid({ features }: { features: Product["features"] }) {
  return (
    <ul className="grid gap-px overflow-hidden rounded-3xl border bg-line sm:grid-cols-2 lg:grid-cols-3">
      {features.map(({ title, text }) => (
        <li key={title} className="bg-surface p-6 sm:p-8">
          <h3 className="text-[15px] font-semibold tracking-tight">{title}</h3>
          <p className="mt-2 text-sm leading-6 text-ink-2">{text}</p>
        </li>
      ))}
    </ul>
  );
}
