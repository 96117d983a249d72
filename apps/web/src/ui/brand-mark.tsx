/** The product's sign: its first letter on its colour, drawn so that any name works. */
export function BrandMark({ name, className }: { name: string; className?: string }) {
  return (
    <span aria-hidden className={`inline-grid size-7 place-items-center rounded-[9px] bg-accent text-[15px] font-semibold text-on-accent shadow-[inset_0_1px_0_oklch(1_0_0/0.2)] ${className ?? ""}`}>
      {[...name][0]?.toUpperCase()}
    </span>
  );
}
